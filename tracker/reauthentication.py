"""What the page that asks for the password once more is told about the reason."""

from typing import Any

from tracker.request import Request

KEY = "reauthentication_purpose"


def tell_purpose(request: Request, purpose: str, parent: Any) -> None:
    """What will be done at this address, as "drop the database x".

    `parent` is where whoever thinks better of it goes back to.
    """
    request.session[KEY] = {
        "path": request.path,
        "purpose": purpose,
        "back": parent.get_absolute_url(),
        "at_once": request.method == "POST",  # it was confirmed already
    }


def purpose_of(request: Request, path: str | None) -> dict[str, Any]:
    """Nothing for another address than that which it was told of."""
    told = request.session.get(KEY) or {}
    return told if path and told.get("path") == path.partition("?")[0] else {}
