"""Whether this installation can send mail."""

from django.conf import settings

CONSOLE = "django.core.mail.backends.console.EmailBackend"


def mail_is_sent() -> bool:
    return settings.EMAIL_BACKEND != CONSOLE
