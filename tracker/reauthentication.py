"""What the page that asks for the password again says about the reason."""

from typing import Any

from tracker.request import Request

KEY = "reauthentication_purpose"


def tell_purpose(request: Request, purpose: str, parent: Any) -> None:
    """What will be done at this address, as "delete the database x".

    `parent` is where cancelling leads.
    """
    request.session[KEY] = {
        "path": request.path,
        "purpose": purpose,
        "back": parent.get_absolute_url(),
        "at_once": request.method == "POST",  # it was confirmed already
    }


def purpose_of(request: Request, path: str | None) -> dict[str, Any]:
    """Empty for an address that no purpose was set for."""
    purpose = request.session.get(KEY) or {}
    return purpose if path and purpose.get("path") == path.partition("?")[0] else {}
