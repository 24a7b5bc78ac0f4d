"""Who keeps a file: asked before one is removed.

Those who work with uploaded files know uploads; uploads do not know them. They register
in their tasks.py:

    keep_files(Keeper(at_work=…, used_since=…))
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Keeper:
    at_work: Callable[[Path], bool]  # with this file, at this moment
    used_since: Callable[[Collection[str], datetime], set[str]]  # those of the paths


_keepers: list[Keeper] = []


def keep_files(keeper: Keeper) -> None:
    _keepers.append(keeper)


def at_work_with(path: Path) -> bool:
    return any(keeper.at_work(path) for keeper in _keepers)


def used_since(paths: Collection[str], moment: datetime) -> set[str]:
    return {path for keeper in _keepers for path in keeper.used_since(paths, moment)}
