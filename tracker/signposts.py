"""Addresses that a room lends to rooms below it.

@signpost("phase.gather")
def gather_page(phase):
    return reverse("gather:gather", query={"phase": phase.pk})
"""

from collections.abc import Callable
from typing import Any

Address = Callable[..., str]

_signposts: dict[str, Address] = {}


def signpost(name: str) -> Callable[[Address], Address]:
    def register(address: Address) -> Address:
        _signposts[name] = address
        return address

    return register


def address_of(name: str, *subject: Any) -> str:
    """Nothing where no room has such an address."""
    return _signposts[name](*subject) if name in _signposts else ""
