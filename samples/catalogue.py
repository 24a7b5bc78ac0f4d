"""An appliance's catalogue in memory: its rows, and the answers to expect of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from . import copytext
from .schema import Schema
from .schema.blackpearl import AGES

KINDS = ("blackpearl", "rio")
MOST = 100_000_000


class Catalogue(ABC):
    """Two of the same kind, objects, seed, migrated and age are the same."""

    kind: str

    def __init__(self, *, objects: int, seed: int, migrated: int, age: str) -> None:
        self.objects, self.seed = objects, seed
        self.migrated, self.age = migrated, age

    @property
    @abstractmethod
    def schema(self) -> Schema: ...

    @abstractmethod
    def row_counts(self) -> dict[str, int]:
        """Of every table, by its name with the schema."""

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """In the order of `copy_text`."""

    @abstractmethod
    def copy_text(self, table: str) -> Iterator[str]:
        """The table's rows as COPY reads them, in blocks of whole lines."""

    @abstractmethod
    def inventory(self) -> dict[str, Any] | None:
        """The answers, reckoned from our own arrays. None: not to be had (2014)."""

    def rows(self, table: str) -> Iterator[Mapping[str, str | None]]:
        return copytext.parse(self.columns(table), self.copy_text(table))

    def expected(self) -> dict[str, Any]:
        """What samples/README.md describes."""
        return {
            "kind": self.kind,
            "database": self.schema.database,
            "age": self.age,
            "objects": self.objects,
            "seed": self.seed,
            "migrated": self.migrated,
            "rows": self.row_counts(),
            "inventory": self.inventory(),
        }


def make(
    *,
    kind: str,
    objects: int,
    seed: int = 1,
    migrated: int = 40,
    age: str = "current",
) -> Catalogue:
    _check(kind=kind, objects=objects, migrated=migrated, age=age)
    if kind == "rio":
        from .rio import Rio

        return Rio(objects=objects, seed=seed, migrated=migrated, age=age)
    from .blackpearl import BlackPearl

    return BlackPearl(objects=objects, seed=seed, migrated=migrated, age=age)


def _check(*, kind: str, objects: int, migrated: int, age: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not one of {', '.join(KINDS)}.")
    if not 0 <= objects <= MOST:
        raise ValueError(f"There can be 0 to {MOST:,} objects, not {objects:,}.")
    if not 0 <= migrated <= 100:
        raise ValueError(f"From 0 to 100 percent can be migrated, not {migrated}.")
    if age not in AGES:
        raise ValueError(f"{age!r} is not one of {', '.join(AGES)}.")
    if kind == "rio" and age != "current":
        raise ValueError("A Rio catalogue has one age only: leave it out.")
