"""A BlackPearl's catalogue."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from customers.appliances import Appliance

from . import appliance, bigtables
from .catalogue import Catalogue
from .contents import fill, is_pool
from .expected import inventory
from .schema import Schema
from .schema.blackpearl import AGES, schema
from .smalltables import SmallTables
from .when import Calendar
from .world import make_world


class BlackPearl(Catalogue):
    kind = Appliance.BLACKPEARL

    def __init__(self, *, objects: int, seed: int, migrated: int, age: str) -> None:
        super().__init__(objects=objects, seed=seed, migrated=migrated, age=age)
        self.year = AGES[age]
        self.world = make_world(objects=objects, seed=seed, year=self.year)
        self.contents = fill(
            self.world, objects=objects, seed=seed, migrated=migrated, year=self.year
        )
        self.calendar = Calendar(self.year, objects)

    @cached_property
    def schema(self) -> Schema:
        return schema(year=self.year, seed=self.seed)

    @cached_property
    def small(self) -> SmallTables:
        small = SmallTables(self.schema, seed=self.seed, timestamp=self.calendar.first)
        appliance.describe(small, self.world, self.calendar)
        appliance.fill_the_rest(small, but=bigtables.NAMES)
        return small

    @cached_property
    def big(self) -> bigtables.BigTables:
        return bigtables.BigTables(
            self.contents, self.world, self.calendar, self.small.ids, self.seed
        )

    def columns(self, table: str) -> list[str]:
        return self.schema.tables[table].column_names

    def copy_text(self, table: str) -> Iterator[str]:
        if table in bigtables.NAMES:
            return self.big.blocks(table, self.columns(table))
        return iter([self.small.texts[table]])

    def row_counts(self) -> dict[str, int]:
        big = self._big_counts()
        return {
            name: big[name] if name in big else self.small.counts[name]
            for name in self.schema.tables
        }

    def _big_counts(self) -> dict[str, int]:
        contents = self.contents
        counts = {
            "ds3.s3_object": contents.objects,
            "ds3.blob": len(contents.length),
            **{
                table: bigtables.some(len(contents.length), step)
                for table, step in bigtables.EVERY.items()
            },
        }
        for (medium, mark), copies in Counter(
            zip(contents.medium, contents.mark, strict=True)
        ).items():
            place = "pool" if is_pool(self.world, medium) else "tape"
            for prefix in bigtables.prefixes(mark):
                name = f"{place}.{prefix}blob_{place}"
                counts[name] = counts.get(name, 0) + copies
        return dict.fromkeys(bigtables.NAMES, 0) | counts

    def inventory(self) -> dict[str, Any] | None:
        return None if self.year < 2015 else inventory(self.world, self.contents)
