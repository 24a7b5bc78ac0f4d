"""The small tables of a BlackPearl: what it keeps its data on, and its policies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gather.stock.found import (
    Member,
    Partition,
    Place,
    Policy,
    Pool,
    Rule,
    Tapes,
)
from gather.stock.reading import Catalogue, Row, cut
from gather.stock.schema import Schema

PARTITIONS = {"tape.tape_partition": False, "pool.pool_partition": True}
Medium = tuple[str, str, str]  # the domain's id, tape or pool, type or pool partition


@dataclass(frozen=True)
class Class:
    """Media of one kind in one state: their copies are counted together."""

    location: int | None
    state: str


@dataclass
class Media:
    """Locations by number: first the storage domains, then what is within them."""

    places: list[Place] = field(default_factory=list)
    domains: dict[str, int] = field(default_factory=dict)  # by their id
    media: dict[Medium, int] = field(default_factory=dict)
    classes: list[Class] = field(default_factory=list)
    tape_classes: int = 0
    tapes: list[Tapes] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    partitions: list[Partition] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def location(self, domain: str | None, sort: str, medium: str) -> int | None:
        return self.media.get((domain or "", sort, medium))

    def domain_of(self, location: int) -> int | None:
        return self.places[location].domain


def read_media(catalogue: Catalogue, schema: Schema) -> Media:
    found = Media()
    _number_domains(found, catalogue)
    tape_classes = _classes(catalogue, schema, pools=False)
    pool_classes = _classes(catalogue, schema, pools=True)
    members = _member_rows(catalogue, schema)
    _number_media(found, tape_classes, pool_classes, members)
    for sort, rows in (("tape", tape_classes), ("pool", pool_classes)):
        found.classes += [
            Class(found.location(domain, sort, medium or ""), state or "")
            for _, domain, medium, state in rows
        ]
    found.tape_classes = len(tape_classes)
    found.members = [
        Member(place, row[3] if row[1] is None else row[2], row[4] or "", row[5] or "")
        for row in members
        if (place := found.location(row[0], *_kind_of(row))) is not None
    ]
    found.tapes = _tapes(found, catalogue, schema)
    found.pools = _pools(found, catalogue, schema)
    found.partitions = _partitions(found, catalogue)
    _policies(found, catalogue, schema)
    return found


def _number_domains(found: Media, catalogue: Catalogue) -> None:
    """By name: two of one name are one, as nobody could tell them apart."""
    query = f"SELECT id::text, coalesce({cut('name')}, '') FROM ds3.storage_domain"
    rows = catalogue.rows(query)
    names = sorted({name or "" for _, name in rows})
    found.places += [Place("domain", name) for name in names]
    numbers = {name: number for number, name in enumerate(names)}
    found.domains = {key or "": numbers[name or ""] for key, name in rows}
    found.notes += same_names("storage domain", [name or "" for _, name in rows])


def same_names(what: str, names: Iterable[str]) -> list[str]:
    known: dict[str, int] = {}
    for name in names:
        known[name] = known.get(name, 0) + 1
    return [
        f"{count:,} {what}s are called {name!r}: they are counted as one."
        for name, count in sorted(known.items())
        if count > 1
    ]


def _classes(catalogue: Catalogue, schema: Schema, *, pools: bool) -> list[Row]:
    return catalogue.rows(
        "SELECT DISTINCT class, domain::text, medium, state "
        f"FROM ({schema.classed(pools=pools)}) AS classed ORDER BY class"
    )


def _member_rows(catalogue: Catalogue, schema: Schema) -> list[Row]:
    """Domain, tape type, tape partition, pool partition, state, preference."""
    preference = schema.text("ds3.storage_domain_member", "write_preference", "m")
    return catalogue.rows(
        f"""
        SELECT m.storage_domain_id::text, {cut("m.tape_type")}, {cut("t.name")},
               {cut("p.name")}, {cut("m.state")}, {preference}
        FROM ds3.storage_domain_member m
        LEFT JOIN tape.tape_partition t ON t.id = m.tape_partition_id
        LEFT JOIN pool.pool_partition p ON p.id = m.pool_partition_id
        ORDER BY m.id
        """
    )


def _kind_of(member: Row) -> tuple[str, str]:
    tape, pool = member[1], member[3]
    return ("pool", pool or "") if tape is None else ("tape", tape)


def _number_media(
    found: Media, tapes: Iterable[Row], pools: Iterable[Row], members: Iterable[Row]
) -> None:
    """Those that members name, and those that media are, whether members or not."""
    wanted = {(row[1], "tape", row[2] or "") for row in tapes}
    wanted |= {(row[1], "pool", row[2] or "") for row in pools}
    wanted |= {(row[0], *_kind_of(row)) for row in members}
    known = [(d, sort, medium) for d, sort, medium in wanted if d in found.domains]
    places: dict[tuple[int, str, str], int] = {}
    for domain, sort, medium in sorted(
        known, key=lambda each: (found.domains[each[0]], *each[1:])
    ):
        key = (found.domains[domain], sort, medium)
        if key not in places:
            places[key] = len(found.places)
            found.places.append(_place(found, *key))
        found.media[domain, sort, medium] = places[key]


def _place(found: Media, domain: int, sort: str, medium: str) -> Place:
    within = f"pool:{medium}" if sort == "pool" else medium
    return Place(sort, f"{found.places[domain].name}/{within}", domain, medium)


def _tapes(found: Media, catalogue: Catalogue, schema: Schema) -> list[Tapes]:
    rows = catalogue.rows(
        f"""
        SELECT domain::text, medium, {cut("p.name")}, t.state, assigned::int, count(*),
               count(*) FILTER (WHERE usable), count(*) FILTER (WHERE filled),
               sum(total), sum(available)
        FROM ({schema.tapes()}) t
        LEFT JOIN tape.tape_partition p ON p.id = t.partition_id
        GROUP BY 1, 2, 3, 4, 5
        """
    )
    merged: dict[tuple[object, ...], list[int]] = {}
    for domain, medium, partition, state, assigned, *counts in rows:
        place = found.location(domain, "tape", medium or "")
        key = (place, partition, medium or "", state or "", assigned == "1")
        sums = merged.setdefault(key, [0] * 5)
        merged[key] = [a + int(b or 0) for a, b in zip(sums, counts, strict=True)]
    return [Tapes(*key, *counts) for key, counts in merged.items()]  # type: ignore[arg-type]


def _pools(found: Media, catalogue: Catalogue, schema: Schema) -> list[Pool]:
    rows = catalogue.rows(
        "SELECT domain::text, medium, name, partition, type, state, used, available, "
        f"total, reserved FROM ({schema.pools()}) AS pools ORDER BY name, id"
    )
    return [
        Pool(
            found.location(domain, "pool", medium or ""),
            name or "",
            partition,
            type_ or "",
            state or "",
            *(int(value or 0) for value in capacities),
        )
        for domain, medium, name, partition, type_, state, *capacities in rows
    ]


def _partitions(found: Media, catalogue: Catalogue) -> list[Partition]:
    partitions: list[Partition] = []
    for table, of_pools in PARTITIONS.items():
        rows = catalogue.rows(f"SELECT coalesce({cut('name')}, '') FROM {table}")
        names = [name or "" for (name,) in rows]
        kind = "pool partition" if of_pools else "tape partition"
        found.notes += same_names(kind, names)
        partitions += [Partition(name, of_pools) for name in sorted(set(names))]
    return partitions


def _policies(found: Media, catalogue: Catalogue, schema: Schema) -> None:
    versioning = schema.text("ds3.data_policy", "versioning", "p")
    rows = catalogue.rows(
        f"SELECT id::text, coalesce({cut('p.name')}, ''), {versioning} "
        "FROM ds3.data_policy p ORDER BY 2, 1"
    )
    found.notes += same_names("data policy", [name or "" for _, name, _ in rows])
    numbers: dict[str, int] = {}
    for _, name, versions in rows:
        if (name or "") not in numbers:
            numbers[name or ""] = len(found.policies)
            found.policies.append(Policy(name or "", versions or ""))
    by_id = {key: numbers[name or ""] for key, name, _ in rows}
    found.rules = list(_rules(found.domains, by_id, catalogue, schema))


def _rules(
    domains: Mapping[str, int],
    policies: Mapping[str | None, int],
    catalogue: Catalogue,
    schema: Schema,
) -> Iterable[Rule]:
    table = "ds3.data_persistence_rule"
    level = schema.text(table, "isolation_level", "r")
    days = "minimum_days_to_retain"
    retained = f"r.{days}" if schema.has(table, days) else "NULL"
    for policy, domain, type_, state, isolation, kept in catalogue.rows(
        f"""
        SELECT r.data_policy_id::text, r.storage_domain_id::text, {cut("r.type")},
               {cut("r.state")}, {level}, {retained}
        FROM {table} r
        """
    ):
        if policy in policies:
            yield Rule(
                policies[policy],
                domains.get(domain or ""),
                type_ or "",
                state or "",
                isolation or "",
                int(kept) if kept else None,
            )
