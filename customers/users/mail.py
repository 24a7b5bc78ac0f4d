"""The link by mail, where the installation can send any."""

from smtplib import SMTPException

from django.core.mail import send_mail

from customers.models import LINK_DAYS, LinkKind, OneTimeLink

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
