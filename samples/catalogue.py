"""An appliance's catalogue in memory: its rows, and the answers to expect of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from customers.appliances import Appliance

from . import copytext
from .schema import Schema


class Catalogue(ABC):
    """Two of the same kind, objects, seed, migrated and age are the same."""

    kind: Appliance

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
