"""allauth's forms, where we count or note what it does not."""

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

from tracker.accounts.guessing import begin_guess
from tracker.accounts.limits import CODES
from tracker.accounts.trail import note_failure
from tracker.models import User

GOOD_SECONDS = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)


class CountedCode:
    """Six digits are soon guessed if nobody counts."""

    user: User

    def clean_code(self) -> str:
        guess = begin_guess(context.request, CODES, self.user)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            use_up(self.user, code)
        except ValidationError:
            note_failure(context.request, self.user, "Wrong code")
            raise
        guess.was_right()
        return code


def use_up(user: User, code: str) -> None:
    """For as long as it is good, with the tolerance, which allauth does not count."""
    key = f"login:used:{user.pk}:{normalize_user_code(code)}"
    if not cache.add(key, 1, GOOD_SECONDS):
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(CountedCode, AuthenticateForm):
    pass


class CodeAgainForm(CountedCode, ReauthenticateForm):
    pass


class NotedPasskey:
    user: User | None

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except ValidationError:
            note_failure(context.request, self.user, "Passkey refused")
            raise


class PasskeyLoginForm(NotedPasskey, LoginWebAuthnForm):
    pass


class PasskeyFactorForm(NotedPasskey, AuthenticateWebAuthnForm):
    pass


class PasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        max_length=60,
        required=False,
        help_text="For you to tell your passkeys apart, such as “Work laptop”.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial, alone.label = True, "Log in with it alone, without a password"
        alone.help_text = (
            "The device then checks your fingerprint, face or PIN. Clear this for a "
            "security key that cannot do so. You then use the key after your password."
        )
