"""What the page that asks for the password again says about the reason."""

from typing import Any

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
)
from allauth.core.exceptions import ReauthenticationRequired

from tracker.pages import address
from tracker.request import Request

KEY = "reauthentication_purpose"


def tell_purpose(request: Request, purpose: str, parent: Any) -> None:
    """What will be done at this address, as "delete the database x".

    `parent` is where cancelling leads: an object, or an address.
    """
    request.session[KEY] = {
        "path": request.path,
        "purpose": purpose,
        "back": address(parent),
        "at_once": request.method == "POST",  # it was confirmed already
    }


def purpose_of(request: Request, path: str | None) -> dict[str, Any]:
    """Empty for an address that no purpose was set for."""
    purpose = request.session.get(KEY) or {}
    return purpose if path and purpose.get("path") == path.partition("?")[0] else {}


def confirm_identity(request: Any, purpose: str, parent: Any) -> None:
    """Goes on only after the password, a code or a passkey of a few minutes ago.

    Otherwise their page comes first, which then repeats the request.
    """
    tell_purpose(request, purpose, parent)
    if is_reauthentication_required(request, app=""):
        raise ReauthenticationRequired
