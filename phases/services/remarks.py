"""Texts on a phase that have no field of their own: a higher room keeps them.

It registers in tasks.py:

    @keeps_remarks
    def keep(phase, text): …
"""

from collections.abc import Callable

from phases.models import Phase

Keeper = Callable[[Phase, str], None]

_keepers: list[Keeper] = []


def keeps_remarks(function: Keeper) -> Keeper:
    _keepers[:] = [function]
    return function


def keep_remark(phase: Phase, text: str) -> None:
    for keep in _keepers:
        keep(phase, text)
