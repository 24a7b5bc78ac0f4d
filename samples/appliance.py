"""The small tables of a BlackPearl, from its world."""

from collections import Counter
from collections.abc import Collection

from .names import BUCKETS
from .smalltables import Row, SmallTables
from .when import Calendar
from .world import (
    DOMAINS,
    DRIVES,
    MEMBERS,
    PARTITIONS,
    POLICIES,
    POLICY_OF_BUCKET,
    POOL_PARTITIONS,
    RULES,
    Medium,
    Member,
    World,
)


def describe(small: SmallTables, world: World, calendar: Calendar) -> None:
    small.new_ids("ds3.obsoletion", 2)
    small.add("ds3.obsoletion", [{"id": each} for each in small.ids["ds3.obsoletion"]])
    _people(small)
    _policies(small)
    _partitions(small)
    _domains(small)
    _media(small, world, calendar)


def fill_the_rest(small: SmallTables, *, but: Collection[str]) -> None:
    for name in small.schema.tables:
        if name not in but and name not in small.texts:
            needs = [column.target for column in small.schema.tables[name].columns]
            if any(target in but for target in needs):
                small.add(name, [])  # refers to what may be empty
            else:
                small.fill(name)


def _named(small: SmallTables, table: str, rows: Collection[Row]) -> None:
    ids = small.new_ids(table, len(rows))
    small.add(table, [{"id": each, **row} for each, row in zip(ids, rows, strict=True)])


def _people(small: SmallTables) -> None:
    names = ["Administrator", "ingest", "o'brien"]
    _named(small, 'ds3."user"', [{"name": name} for name in names])
    _named(small, 'ds3."group"', [{"name": "Everyone", "built_in": True}])


def _policies(small: SmallTables) -> None:
    _named(
        small,
        "ds3.data_policy",
        [
            {
                "name": name,
                "default_blob_size": size,
                "versioning": versioning,
                "blobbing_enabled": True,
                "checksum_type": "MD5",
                "max_versions_to_keep": 1000,
            }
            for name, size, versioning in POLICIES
        ],
    )
    policies = small.ids["ds3.data_policy"]
    _named(
        small,
        "ds3.bucket",
        [
            {"name": name, "data_policy_id": policies[policy], "protected": False}
            for name, policy in zip(BUCKETS, POLICY_OF_BUCKET, strict=True)
        ],
    )


def _partitions(small: SmallTables) -> None:
    _named(small, "tape.tape_library", [{"name": "Library 1"}, {"name": "Library 2"}])
    libraries = small.ids["tape.tape_library"]
    _named(
        small,
        "tape.tape_partition",
        [
            {
                "name": name,
                "library_id": libraries[index // 2],
                "drive_type": DRIVES[index],
                "state": "ONLINE",
                "quiesced": "NO",
            }
            for index, name in enumerate(PARTITIONS)
        ],
    )
    _named(small, "pool.pool_partition", [{"name": name} for name in POOL_PARTITIONS])


def _domains(small: SmallTables) -> None:
    _named(small, "ds3.storage_domain", [{"name": name} for name in DOMAINS])
    domains = small.ids["ds3.storage_domain"]
    _named(small, "ds3.storage_domain_member", [_member(small, m) for m in MEMBERS])
    policies = small.ids["ds3.data_policy"]
    _named(
        small,
        "ds3.data_persistence_rule",
        [
            {
                "data_policy_id": policies[policy],
                "storage_domain_id": domains[domain],
                "type": kind,
                "state": state,
                "isolation_level": "BUCKET_ISOLATED" if policy == 4 else "STANDARD",
                "minimum_days_to_retain": days,
            }
            for policy, domain, kind, state, days in RULES
        ],
    )


def _member(small: SmallTables, member: Member) -> Row:
    ids = small.ids
    place = "tape" if member.type else "pool"
    return {
        "storage_domain_id": ids["ds3.storage_domain"][member.domain],
        f"{place}_partition_id": ids[f"{place}.{place}_partition"][member.partition],
        "tape_type": member.type or None,
        "state": member.state,
        "write_preference": member.preference,
    }


def _media(small: SmallTables, world: World, calendar: Calendar) -> None:
    """An id for every medium, and a row in the table of its sort."""
    ids = small.new_ids("media", len(world.media))
    tapes: list[Row] = []
    pools: list[Row] = []
    numbers: Counter[tuple[int | None, str]] = Counter()
    for each, medium in zip(ids, world.media, strict=True):
        numbers[medium.partition, medium.type] += 1
        number = numbers[medium.partition, medium.type]
        common = {"id": each, **_allocation(small, medium), "state": medium.state}
        if medium.type:
            tapes.append({**common, **_tape(small, medium, number, calendar)})
        else:
            pools.append({**common, **_pool(small, medium, len(pools))})
    small.add("tape.tape", tapes)
    small.add("pool.pool", pools)
    # What refers to a tape when it is made up must find one.
    small.ids["tape.tape"] = [row["id"] for row in tapes]


def _allocation(small: SmallTables, medium: Medium) -> Row:
    ids, member = small.ids, medium.member
    domain = None if member is None else MEMBERS[member].domain
    return {
        "assigned_to_storage_domain": medium.assigned,
        "bucket_id": None
        if medium.bucket is None
        else ids["ds3.bucket"][medium.bucket],
        "storage_domain_member_id": None
        if member is None
        else ids["ds3.storage_domain_member"][member],
        "storage_domain_id": None
        if domain is None
        else ids["ds3.storage_domain"][domain],
    }


def _tape(small: SmallTables, medium: Medium, number: int, calendar: Calendar) -> Row:
    partitions = small.ids["tape.tape_partition"]
    ejected = medium.state == "EJECTED"
    return {
        "bar_code": f"{number:06d}{medium.type[-2:]}",  # unique within a partition
        "partition_id": None
        if medium.partition is None
        else partitions[medium.partition],
        "type": medium.type,
        "role": medium.role,
        "total_raw_capacity": medium.total,
        "available_raw_capacity": medium.available,
        "full_of_data": medium.full or (medium.available == 0 and medium.used > 0),
        "write_protected": medium.protected,
        "eject_pending": calendar.last if medium.eject_pending else None,
        "eject_date": calendar.last if ejected else None,
        "eject_location": "Shelf 3, o'brien" if ejected else None,
        "last_modified": calendar.last,
    }


def _pool(small: SmallTables, medium: Medium, number: int) -> Row:
    partitions = small.ids["pool.pool_partition"]
    return {
        "name": f"pool {number}",
        "guid": f"{number:016x}",
        "partition_id": None
        if medium.partition is None
        else partitions[medium.partition],
        "type": "NEARLINE",
        "total_capacity": medium.total,
        "used_capacity": medium.used,
        "available_capacity": medium.available,
        "reserved_capacity": 0,
    }
