"""The link by mail, where the installation can send any."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from customers.models import LINK_DAYS, LinkKind, OneTimeLink

CONSOLE = "django.core.mail.backends.console.EmailBackend"
SUBJECTS = {
    LinkKind.INVITATION: "Your invitation to Migration Tracker",
    LinkKind.PASSWORD: "A new password for Migration Tracker",
}
TEXT = """Hello {name},

{by} invites you to {purpose}. Open this link:

{address}

The link works once, for {days} days. If you did not expect it, ignore this message.
"""
PURPOSES = {
    LinkKind.INVITATION: "use Migration Tracker",
    LinkKind.PASSWORD: "choose a new password for Migration Tracker",
}


def mail_is_sent() -> bool:
    return settings.EMAIL_BACKEND != CONSOLE


def send_link(link: OneTimeLink, address: str) -> bool:
    """Whether it was handed over; the link is shown in any case."""
    kind = LinkKind(link.kind)
    text = TEXT.format(
        name=link.name,
        by=link.created_by,
        purpose=PURPOSES[kind],
        address=address,
        days=LINK_DAYS,
    )
    try:
        return bool(send_mail(SUBJECTS[kind], text, None, [link.email]))
    except (SMTPException, OSError):
        return False
