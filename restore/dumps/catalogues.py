"""Which appliance's catalogue this is, by its tables and columns. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from customers.appliances import Appliance
from files.errors import Refused
from files.visible import printable
from restore.types import Note, Table

# What counting needs; everything else may be there or not.
BLACKPEARL = {
    "ds3.bucket": "id name data_policy_id",
    "ds3.s3_object": "id bucket_id type creation_date",
    "ds3.blob": "id object_id length",
    "ds3.data_policy": "id name",
    "ds3.data_persistence_rule": "data_policy_id storage_domain_id type state",
    "ds3.storage_domain": "id name",
    "ds3.storage_domain_member": "id storage_domain_id tape_partition_id tape_type "
    "pool_partition_id state",
    "tape.blob_tape": "id blob_id tape_id",
    "tape.tape": "id partition_id assigned_to_storage_domain bucket_id type state "
    "total_raw_capacity available_raw_capacity",
    "tape.tape_partition": "id name",
    "pool.blob_pool": "id blob_id pool_id",
    "pool.pool": "id partition_id state used_capacity available_capacity "
    "total_capacity reserved_capacity",
    "pool.pool_partition": "id name",
}
WRONG_KIND = "wrong_kind"  # the code of a refusal that the other appliance ends
CHECK_CHOICE = "Check that you chose the right file and appliance."
# These tell a BlackPearl from anything else, however much of it is missing.
TELLING = ("ds3.bucket", "ds3.s3_object", "ds3.blob", "tape.tape", "tape.blob_tape")
MEDIA = ("tape.tape", "pool.pool")
MEMBER, DOMAIN = "storage_domain_member_id", "storage_domain_id"
RIO = {"broker": "broker_id broker_name"}
RIO_OBJECTS = {"broker_object": "broker_object_id broker_id file_name size"}
# What came with time: a table, or a column of one, and since when.
AGES = (
    ("suspect_blob_tape", "before 2016", "no suspect copies"),
    ("obsolete_blob_tape", "before November 2017", "no obsolete copies"),
)
COLUMN_AGES = (
    (
        "ds3.s3_object",
        "latest",
        "no_versions",
        "The catalogue is from before 2018. Versions can't be told apart.",
    ),
    (
        "tape.tape",
        "role",
        "no_roles",
        "The catalogue is from before 2022. Tapes have no role.",
    ),
)
SHOWN = 6

Columns = dict[str, frozenset[str]]


@dataclass(frozen=True)
class Recognised:
    kind: Appliance
    notes: tuple[Note, ...] = ()  # what its age means for counting
    schema: str = ""  # where a Rio's tables are


def recognise(tables: Sequence[Table], chosen: Appliance | None = None) -> Recognised:
    """The kind, when it has all that counting needs; else Refused, naming why."""
    by_table = {
        table.full_name: frozenset(column.name for column in table.columns)
        for table in tables
    }
    kind = _looks_like(by_table, chosen)
    if chosen and kind is not chosen:
        raise Refused(
            WRONG_KIND,
            f"This is the backup of a {kind.label}, not of a {chosen.label}. "
            f"Restore it as {kind.label}.",
        )
    return _blackpearl(by_table) if kind is Appliance.BLACKPEARL else _rio(by_table)


def _looks_like(by_table: Columns, chosen: Appliance | None) -> Appliance:
    signs = {
        Appliance.BLACKPEARL: any(name in by_table for name in TELLING),
        Appliance.RIO: bool(_rio_schemas(by_table)),
    }
    kinds = [kind for kind, is_one in signs.items() if is_one]
    if kinds:
        return chosen if chosen in kinds else kinds[0]
    name = chosen.label if chosen else "BlackPearl or Rio"
    if not by_table:
        raise Refused(
            "no_tables",
            f"This is not a {name} backup, as it contains no tables. {CHECK_CHOICE}",
        )
    if set(by_table) <= {"public.schema_migrations", "public.ar_internal_metadata"}:
        contents = "only public.schema_migrations"
    else:
        contents = f"other tables ({_some(sorted(by_table))})"
    raise Refused(
        "not_a_catalogue",
        f"This is not a {name} backup, as it contains {contents}. {CHECK_CHOICE}",
    )


def _blackpearl(by_table: Columns) -> Recognised:
    if "ds3.storage_domain" not in by_table and not _names_domains(by_table):
        raise Refused(
            "too_old",
            "This backup is of a BlackPearl from before 2015, which has no storage "
            "domains. A migration's source and target can't be told apart in it.",
        )
    if missing := sorted([*_missing(by_table, BLACKPEARL), *_media_lack(by_table)]):
        raise _incomplete(Appliance.BLACKPEARL, missing)
    return Recognised(Appliance.BLACKPEARL, tuple(_age(by_table)))


def _names_domains(by_table: Columns) -> bool:
    """Then the table itself is what is missing, not the age."""
    members = by_table.get("ds3.storage_domain_member", frozenset())
    return bool(members) or any(
        {MEMBER, DOMAIN} & by_table.get(table, frozenset()) for table in MEDIA
    )


def _media_lack(by_table: Columns) -> list[str]:
    """Media name their member; until November 2017 they named the domain itself."""
    return [
        f"{table}.{MEMBER}"
        for table in MEDIA
        if table in by_table and not {MEMBER, DOMAIN} & by_table[table]
    ]


def _age(by_table: Columns) -> Iterator[Note]:
    for table, period, lacking in AGES:
        if f"tape.{table}" not in by_table:
            sentence = f"The catalogue is from {period}. It records {lacking}."
            yield Note(f"no_{table}", sentence)
    if any(MEMBER not in by_table[table] for table in MEDIA):
        yield Note(
            "media_name_domains",
            "Media name their storage domain, not a member of a storage domain.",
        )
    for table, column, code, sentence in COLUMN_AGES:
        if column not in by_table[table]:
            yield Note(code, sentence)


def _rio_schemas(by_table: Columns) -> list[str]:
    """Public first, where several look alike."""
    schemas = {name.rpartition(".")[0] for name in by_table}
    return sorted(
        (
            schema
            for schema in schemas
            if {f"{schema}.broker", f"{schema}.broker_object"} <= by_table.keys()
            or ("broker_name" in by_table.get(f"{schema}.broker", ()))
        ),
        key=lambda schema: (bool(_rio_lacks(by_table, schema)), schema != "public"),
    )


def _rio_lacks(by_table: Columns, schema: str) -> list[str]:
    required = {f"{schema}.{name}": what for name, what in (RIO | RIO_OBJECTS).items()}
    return _missing(by_table, required)


def _rio(by_table: Columns) -> Recognised:
    schema = _rio_schemas(by_table)[0]
    if missing := sorted(_rio_lacks(by_table, schema)):
        raise _incomplete(Appliance.RIO, missing)
    return Recognised(Appliance.RIO, schema=schema)


def _missing(by_table: Columns, required: dict[str, str]) -> list[str]:
    lacking = [name for name in required if name not in by_table]
    for name, columns in required.items():
        if name in by_table:
            lacking += [
                f"{name}.{c}" for c in columns.split() if c not in by_table[name]
            ]
    return lacking


def _incomplete(kind: Appliance, missing: list[str]) -> Refused:
    return Refused(
        "missing_parts",
        f"This {kind.label} backup is missing tables or columns needed for an "
        f"inventory: {_some(missing)}. Make a complete backup of the catalogue.",
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(_plain(name) for name in names[:SHOWN])
    more = len(names) - SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _plain(name: str) -> str:
    """Names are the backup's author's: short, and nothing a terminal acts upon."""
    return printable(name[:80])


def needed(kind: Appliance, schema: str = "public") -> list[str]:
    """Full names of the tables without any row of which a catalogue is empty."""
    if kind is Appliance.BLACKPEARL:
        return list(BLACKPEARL)
    return [f"{schema}.{name}" for name in RIO | RIO_OBJECTS]
