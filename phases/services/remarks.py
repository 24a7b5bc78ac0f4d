"""Texts on a phase that have no field of their own: a higher room keeps them.

It registers in tasks.py:

    @keeps_remarks
    def keep(phase, text, by): …
"""

from collections.abc import Callable

from phases.models import Phase
from tracker.models import User

Keeper = Callable[[Phase, str, User | None], None]

_keepers: list[Keeper] = []


def keeps_remarks(function: Keeper) -> Keeper:
    _keepers[:] = [function]
    return function


def keep_remark(phase: Phase, text: str, by: User | None = None) -> None:
    for keep in _keepers:
        keep(phase, text, by)
