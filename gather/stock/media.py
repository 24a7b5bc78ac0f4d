"""The small tables of a BlackPearl: its media and its policies."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gather.stock.counted import (
    CountedLocation,
    CountedMember,
    CountedPartition,
    CountedPolicy,
    CountedPool,
    CountedRule,
    CountedTapes,
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

    locations: list[CountedLocation] = field(default_factory=list)
    domains: dict[str, int] = field(default_factory=dict)  # by their id
    media: dict[Medium, int] = field(default_factory=dict)
    classes: list[Class] = field(default_factory=list)
    tape_classes: int = 0
    tapes: list[CountedTapes] = field(default_factory=list)
    pools: list[CountedPool] = field(default_factory=list)
    members: list[CountedMember] = field(default_factory=list)
    partitions: list[CountedPartition] = field(default_factory=list)
    policies: list[CountedPolicy] = field(default_factory=list)
    rules: list[CountedRule] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def location(self, domain: str | None, sort: str, medium: str) -> int | None:
        return self.media.get((domain or "", sort, medium))

    def domain_of(self, location: int) -> int | None:
        return self.locations[location].domain


def read_media(catalogue: Catalogue, schema: Schema) -> Media:
    media = Media()
    _number_domains(media, catalogue)
    tape_classes = _classes(catalogue, schema, pools=False)
    pool_classes = _classes(catalogue, schema, pools=True)
    members = _member_rows(catalogue, schema)
    _number_media(media, tape_classes, pool_classes, members)
    for sort, rows in (("tape", tape_classes), ("pool", pool_classes)):
        media.classes += [
            Class(media.location(domain, sort, medium or ""), state or "")
            for _, domain, medium, state in rows
        ]
    media.tape_classes = len(tape_classes)
    media.members = [
        CountedMember(
            location, row[3] if row[1] is None else row[2], row[4] or "", row[5] or ""
        )
        for row in members
        if (location := media.location(row[0], *_kind_of(row))) is not None
    ]
    media.tapes = _tapes(media, catalogue, schema)
    media.pools = _pools(media, catalogue, schema)
    media.partitions = _partitions(media, catalogue)
    _policies(media, catalogue, schema)
    return media


def _number_domains(media: Media, catalogue: Catalogue) -> None:
    """By name: two of the same name count as one, as no one could tell them apart."""
    query = f"SELECT id::text, coalesce({cut('name')}, '') FROM ds3.storage_domain"
    rows = catalogue.rows(query)
    names = sorted({name or "" for _, name in rows})
    media.locations += [CountedLocation("domain", name) for name in names]
    numbers = {name: number for number, name in enumerate(names)}
    media.domains = {key or "": numbers[name or ""] for key, name in rows}
    media.notes += same_names("storage domains", [name or "" for _, name in rows])


def same_names(plural: str, names: Iterable[str]) -> list[str]:
    counts = Counter(names)
    return [
        f"{count:,} {plural} share the name {name!r} and are counted as one."
        for name, count in sorted(counts.items())
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
    media: Media, tapes: Iterable[Row], pools: Iterable[Row], members: Iterable[Row]
) -> None:
    """Those that members name, and those that media are, whether members or not."""
    media_keys = {(row[1], "tape", row[2] or "") for row in tapes}
    media_keys |= {(row[1], "pool", row[2] or "") for row in pools}
    media_keys |= {(row[0], *_kind_of(row)) for row in members}
    within = [(d, sort, medium) for d, sort, medium in media_keys if d in media.domains]
    numbers: dict[tuple[int, str, str], int] = {}
    for domain, sort, medium in sorted(
        within, key=lambda key: (media.domains[key[0]], *key[1:])
    ):
        key = (media.domains[domain], sort, medium)
        if key not in numbers:
            numbers[key] = len(media.locations)
            media.locations.append(_location(media, *key))
        media.media[domain, sort, medium] = numbers[key]


def _location(media: Media, domain: int, sort: str, medium: str) -> CountedLocation:
    short = f"pool:{medium}" if sort == "pool" else medium
    return CountedLocation(
        sort, f"{media.locations[domain].name}/{short}", domain, medium
    )


def _tapes(media: Media, catalogue: Catalogue, schema: Schema) -> list[CountedTapes]:
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
        location = media.location(domain, "tape", medium or "")
        key = (location, partition, medium or "", state or "", assigned == "1")
        sums = merged.setdefault(key, [0] * 5)
        merged[key] = [a + int(b or 0) for a, b in zip(sums, counts, strict=True)]
    return [CountedTapes(*key, *counts) for key, counts in merged.items()]  # type: ignore[arg-type]


def _pools(media: Media, catalogue: Catalogue, schema: Schema) -> list[CountedPool]:
    rows = catalogue.rows(
        "SELECT domain::text, medium, name, partition, type, state, used, available, "
        f"total, reserved FROM ({schema.pools()}) AS pools ORDER BY name, id"
    )
    return [
        CountedPool(
            media.location(domain, "pool", medium or ""),
            name or "",
            partition,
            type_ or "",
            state or "",
            *(int(value or 0) for value in capacities),
        )
        for domain, medium, name, partition, type_, state, *capacities in rows
    ]


def _partitions(media: Media, catalogue: Catalogue) -> list[CountedPartition]:
    partitions: list[CountedPartition] = []
    for table, of_pools in PARTITIONS.items():
        rows = catalogue.rows(f"SELECT coalesce({cut('name')}, '') FROM {table}")
        names = [name or "" for (name,) in rows]
        plural = "pool partitions" if of_pools else "tape partitions"
        media.notes += same_names(plural, names)
        partitions += [CountedPartition(name, of_pools) for name in sorted(set(names))]
    return partitions


def _policies(media: Media, catalogue: Catalogue, schema: Schema) -> None:
    versioning = schema.text("ds3.data_policy", "versioning", "p")
    rows = catalogue.rows(
        f"SELECT id::text, coalesce({cut('p.name')}, ''), {versioning} "
        "FROM ds3.data_policy p ORDER BY 2, 1"
    )
    media.notes += same_names("data policies", [name or "" for _, name, _ in rows])
    numbers: dict[str, int] = {}
    for _, name, versions in rows:
        if (name or "") not in numbers:
            numbers[name or ""] = len(media.policies)
            media.policies.append(CountedPolicy(name or "", versions or ""))
    by_id = {key: numbers[name or ""] for key, name, _ in rows}
    media.rules = list(_rules(media.domains, by_id, catalogue, schema))


def _rules(
    domains: Mapping[str, int],
    policies: Mapping[str | None, int],
    catalogue: Catalogue,
    schema: Schema,
) -> Iterable[CountedRule]:
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
            yield CountedRule(
                policies[policy],
                domains.get(domain or ""),
                type_ or "",
                state or "",
                isolation or "",
                int(kept) if kept else None,
            )
