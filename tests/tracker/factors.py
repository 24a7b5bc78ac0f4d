"""What people hold in their hands: an app that shows codes."""

import time

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)

from tracker.models import User

PERIOD = 30


def code_of(secret: str, *, later: int = 0) -> str:
    """What the app shows now, or `later` codes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + later))


def give_app(user: User) -> str:
    """An authenticator app with the recovery codes that come along; its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret
