"""From the address of a database to Django's settings for it."""

from typing import Any

import environ


def database(address: str) -> dict[str, Any]:
    """With the folder of a socket, a parameter of the address, where Django looks."""
    settings: dict[str, Any] = environ.Env.db_url_config(address)
    folder = settings.get("OPTIONS", {}).pop("host", "")
    return {**settings, "HOST": settings["HOST"] or folder}
