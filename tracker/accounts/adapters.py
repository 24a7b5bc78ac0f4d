"""What allauth asks the product to decide."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tracker.accounts.answering import answers_get
from tracker.accounts.devices import remember_device
from tracker.accounts.guessing import begin_guess
from tracker.accounts.limits import PASSWORDS
from tracker.accounts.trail import account_of, note, note_failure
from tracker.clients import client_address, device_name
from tracker.models import User

WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use an authenticator app or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}
WRONG_LOGIN = "Username and password do not match. Check both and try again."
WRONG_CODE = "The code is not correct. Enter the code that your app shows now."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG_LOGIN,
        "incorrect_password": "The password is not correct. Enter it again.",
        "incorrect_code": WRONG_CODE,
        "enter_current_password": "This is not your current password. Enter it again.",
        "account_inactive": "This account is deactivated. Ask a manager to "
        "reactivate it.",
        "duplicate_email": "Your account has this address. Enter a different one.",
        "email_taken": "Another account has this address. Enter a different one.",
        "max_email_addresses": "An account can have up to %d addresses. Remove one "
        "first.",
        "cannot_remove_primary_email": "This is your main address. Make another "
        "address the main one first.",
        "unverified_primary_email": "This address is not confirmed. Open the link in "
        "the confirmation email first.",
        "invalid_password_reset": "This link does not work. Request a new one.",
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by administrators."""
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS[way["id"]]} for way in methods]

    def is_safe_url(self, url: str) -> bool:
        """Whoever has logged in opens a page; an identity that was confirmed repeats a
        request, which need not be one.
        """
        if not super().is_safe_url(url):
            return False
        return "/reauthenticate/" in context.request.path or answers_get(url)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        name = credentials["username"]
        account = account_of(name)
        guess = begin_guess(request, PASSWORDS, account, name)
        user: User | None = super().authenticate(request, **credentials)
        if user:
            guess.was_right()
        else:
            note_failure(request, account, "Wrong password")
        return user

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """After all factors, however many there are."""
        note(user, "login", f"From {client_address(request)}")
        response: HttpResponse = super().post_login(request, user, **more)
        remember_device(request, response, user)
        return response


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: list[UserSession]) -> None:
        super().end_sessions(sessions)
        if sessions:
            note(sessions[0].user, "sessions_ended", ended(sessions))


def ended(sessions: list[UserSession]) -> str:
    return ", ".join(
        f"{device_name(session.user_agent)} at {session.ip}" for session in sessions
    )


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Who reads the database cannot make anyone's codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text).decode()

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user=user, type=kind).count()
        return f"Passkey {count + 1}"


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(key: str) -> bytes:
    return urlsafe_b64encode(sha256(f"second factors: {key}".encode()).digest())
