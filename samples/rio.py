"""A Rio broker's catalogue: the objects of several brokers, known by file name."""

from array import array
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from random import Random
from typing import Any

from customers.appliances import Appliance

from . import copytext
from .catalogue import Catalogue
from .contents import Deck
from .expected import in_order
from .ids import Ids
from .names import file_name
from .schema import Schema
from .schema.rio import schema
from .smalltables import SmallTables
from .when import Calendar

SOURCE, TARGET, OTHER, ODD, EMPTY = range(5)
BROKERS = ["Legacy One", "New Archive", "legacy one", "o'brien_100%", "\\N\t=1+1"]
CHUNK = 20_000
OBJECTS = "public.broker_object"


class Rio(Catalogue):
    kind = Appliance.RIO

    def __init__(self, *, objects: int, seed: int, migrated: int, age: str) -> None:
        super().__init__(objects=objects, seed=seed, migrated=migrated, age=age)
        self.broker, self.name = array("B"), array("I")
        self.size: array[int] = array("q")
        self.calendar = Calendar(2026, objects)
        self.uuids = bool(Random(f"{seed}:key").getrandbits(1))
        self._fill(Random(f"{seed}:contents"), Deck(Random(f"{seed}:moved"), migrated))

    def _fill(self, random: Random, moved: Deck) -> None:
        number = 0
        while len(self.name) < self.objects:
            chance, number = random.random(), number + 1
            size = 0 if chance < 0.01 else 1 + int(chance**3 * 50e9)
            if chance < 0.1:
                self._add(random.choice((TARGET, OTHER, ODD)), number, size)
                continue
            holders = [SOURCE]
            if moved.draw():
                holders.append(TARGET)
            if chance > 0.8:
                holders.append(OTHER if chance > 0.9 else ODD)
            if chance > 0.995:
                holders.append(SOURCE)  # the same name twice in one broker
            for broker in holders:
                self._add(broker, number, size)

    def _add(self, broker: int, name: int, size: int) -> None:
        if len(self.name) < self.objects:
            self.broker.append(broker)
            self.name.append(name)
            self.size.append(size)

    @cached_property
    def schema(self) -> Schema:
        return schema(key="uuid" if self.uuids else "bigint", seed=self.seed)

    @cached_property
    def broker_ids(self) -> list[str]:
        if self.uuids:
            return Ids(f"{self.seed}:broker", len(BROKERS)).texts(0, len(BROKERS))
        return [str(7 + 3 * number) for number in range(len(BROKERS))]

    @cached_property
    def small(self) -> SmallTables:
        small = SmallTables(self.schema, seed=self.seed, timestamp=self.calendar.first)
        small.ids["public.broker"] = self.broker_ids
        small.add(
            "public.broker",
            [
                {"broker_id": each, "broker_name": name}
                for each, name in zip(self.broker_ids, BROKERS, strict=True)
            ],
        )
        for name in self.schema.tables:
            if name not in ("public.broker", OBJECTS):
                small.fill(name)
        return small

    def columns(self, table: str) -> list[str]:
        return self.schema.tables[table].column_names

    def row_counts(self) -> dict[str, int]:
        counts = {OBJECTS: len(self.name), **self.small.counts}
        return {name: counts[name] for name in self.schema.tables}

    def copy_text(self, table: str) -> Iterator[str]:
        return self._objects() if table == OBJECTS else iter([self.small.texts[table]])

    def _objects(self) -> Iterator[str]:
        ids = Ids(f"{self.seed}:object", len(self.name) if self.uuids else 0)
        for start in range(0, len(self.name), CHUNK):
            stop = min(start + CHUNK, len(self.name))
            keys = ids.texts(start, stop) if self.uuids else range(start + 1, stop + 1)
            yield "".join(
                self._line(key, number)
                for key, number in zip(keys, range(start, stop), strict=True)
            )

    def _line(self, key: object, number: int) -> str:
        name = copytext.escape(file_name(self.name[number]))
        return (
            f"{key}\t{self.broker_ids[self.broker[number]]}\t{name}\t"
            f"{self.size[number]}\t\\N\t{self.calendar.text(number)}\n"
        )

    def inventory(self) -> dict[str, Any]:
        held: dict[int, int] = defaultdict(int)
        for broker, name in zip(self.broker, self.name, strict=True):
            held[name] |= 1 << broker
        groups: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
        for broker, name, size in zip(self.broker, self.name, self.size, strict=True):
            figures = groups[broker, held[name]]
            figures[0] += 1
            figures[1] += size
        return {
            "brokers": sorted(BROKERS),
            "objects": in_order(
                {
                    "broker": BROKERS[broker],
                    "held_by": _names(mask),
                    "objects": objects,
                    "size": size,
                }
                for (broker, mask), (objects, size) in groups.items()
            ),
            "migration": measure(groups),
        }


def _names(mask: int) -> list[str]:
    return sorted(name for number, name in enumerate(BROKERS) if mask >> number & 1)


def measure(groups: dict[tuple[int, int], list[int]]) -> dict[str, Any]:
    """The figures of a cruise from the legacy broker to the new one."""
    ours = [(mask, *n) for (broker, mask), n in groups.items() if broker == SOURCE]
    there = [group for group in ours if group[0] >> TARGET & 1]
    source = [sum(group[index] for group in ours) for index in (1, 2)]
    target = [sum(group[index] for group in there) for index in (1, 2)]
    return {
        "source": BROKERS[SOURCE],
        "target": BROKERS[TARGET],
        "source_objects": source[0],
        "source_size": source[1],
        "target_objects": target[0],
        "target_size": target[1],
        "remaining_objects": source[0] - target[0],
        "remaining_size": source[1] - target[1],
    }
