"""allauth's forms, where we count or note what it does not, or say it in our words."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    PasswordVerificationMixin,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
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
from tracker.mail import mail_is_sent
from tracker.models import User

ADVICE = "At least 8 characters. A few unrelated words are a good choice."
PASSWORDS_DIFFER = "The passwords differ. Enter the same one twice."
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


class PasswordLoginForm(LoginForm):
    remember = forms.BooleanField(
        label="Keep me logged in for two weeks", required=False
    )


class NewPassword:
    """Entered twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = ADVICE
        self.fields["password2"].label = "New password again"

    def clean(self) -> dict[str, Any]:
        """Instead of allauth's, whose sentence it is that differs."""
        entered: dict[str, Any]
        entered = super(PasswordVerificationMixin, self).clean()  # type: ignore[misc]
        both = [entered[name] for name in ("password1", "password2") if name in entered]
        if len(both) == 2 and both[0] != both[1]:
            self.add_error("password2", PASSWORDS_DIFFER)
        return entered


class PasswordChangeForm(NewPassword, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Current password"


class FirstPasswordForm(NewPassword, SetPasswordForm):
    pass


class ForgottenPasswordForm(NewPassword, ResetPasswordKeyForm):
    pass


class PasswordLinkForm(ResetPasswordForm):
    def clean_email(self) -> str:
        """Otherwise the link, which is a secret, would be written on a terminal."""
        if not mail_is_sent():
            raise ValidationError("No email can be sent. Ask a manager for a link.")
        email: str = super().clean_email()
        return email


class AddressForm(AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email address"
