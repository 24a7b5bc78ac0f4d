"""Is what was loaded whole, and nothing but data? Before that, no one may use it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from customers.appliances import Appliance
from files.errors import Refused
from files.types import Tick
from files.visible import printable
from restore.dumps.catalogues import Recognised, needed, recognise
from restore.types import Note, Table

from . import inspection
from .complaints import load_refusal
from .progress import LoadWatch
from .remains import end_sessions
from .server import Session
from .staging import Staging

SHOWN = 5


@dataclass(frozen=True)
class Verified:
    rows: dict[str, int]  # by the table's full name
    size: int  # bytes of the database
    notes: tuple[Note, ...] = ()
    tables: tuple[Table, ...] = ()  # as they really are

    @property
    def names(self) -> list[tuple[str, str]]:
        """What the reader may read."""
        return [(table.schema, table.name) for table in self.tables]


def verify(
    staging: Staging,
    expected: Sequence[Table],
    kind: Appliance,
    *,
    rows: Mapping[str, int] | None = None,
    tick: Tick = lambda _: None,
    timeout: str = "30min",
) -> Verified:
    """Refused, or what was loaded. `rows` are those that COPY reported, when known.

    Without them the server's own count of inserted rows is compared. `tick` gets the
    number of tables done.
    """
    with staging.connect_admin() as admin:
        end_sessions(admin, role=staging.role)
        inspection.forbid_what_runs(admin)
        inspection.forbid_strange_types(admin)
        tables = inspection.tables(admin)
        recognised = recognise(tables, kind)
        expected_rows = _written(admin) if rows is None else rows
        forbid_missing(expected, tables)
        lasting = inspection.unlogged(admin)
    with (
        LoadWatch(staging, tick) as watch,
        staging.connect(statement_timeout=timeout, row_security="off") as session,
    ):
        counted = _count(session, tables, lasting, watch)
    return _judged(staging, tables, counted, recognised, expected_rows)


def _written(admin: Session) -> Mapping[str, int]:
    """Empty when the server has crashed: it forgets what it counted."""
    counts = inspection.written(admin)
    return counts if any(counts.values()) else {}


def forbid_missing(expected: Sequence[Table], tables: Sequence[Table]) -> None:
    """Every table of the plan with every column, by name."""
    by_table = {table.full_name: {c.name for c in table.columns} for table in tables}
    missing = [table.full_name for table in expected if table.full_name not in by_table]
    missing += [
        f"{table.full_name}.{column.name}"
        for table in expected
        for column in table.columns
        if table.full_name in by_table and column.name not in by_table[table.full_name]
    ]
    if missing:
        raise Refused(
            "partial",
            f"These were missing after loading: {_some(missing)}. Try again, or make a "
            "new backup.",
        )


def _some(names: list[str]) -> str:
    shown = ", ".join(printable(name)[:100] for name in names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown


def _count(
    session: Session,
    tables: Sequence[Table],
    lasting: Sequence[tuple[str, str]],
    watch: LoadWatch,
) -> dict[str, int]:
    """As the load role: planning and ANALYZE may run what the author wrote."""
    counted = {}
    for schema, table in lasting:  # an unlogged one would be emptied by a crash
        _run(session, sql.SQL("ALTER TABLE {} SET LOGGED"), schema, table)
    for number, table_ in enumerate(tables, 1):
        name = (table_.schema, table_.name)
        _run(session, sql.SQL("ANALYZE {}"), *name)
        counted[table_.full_name] = _run(
            session, sql.SQL("SELECT count(*) FROM ONLY {}"), *name
        )
        watch.finished = number
    return counted


def _run(session: Session, statement: sql.SQL, schema: str, table: str) -> int:
    try:
        cursor = session.execute(statement.format(sql.Identifier(schema, table)))
    except psycopg.errors.QueryCanceled:
        name = printable(f"{schema}.{table}")
        sentence = f"Counting the rows of {name} took too long. Try again."
        raise Refused("too_slow", sentence) from None
    except psycopg.Error as error:  # the server's, or of what the load role left
        raise load_refusal([f"error: {error}"], 1) from None
    row = cursor.fetchone() if cursor.description else None
    return int(row[0]) if row else 0


def _judged(
    staging: Staging,
    tables: Sequence[Table],
    counted: dict[str, int],
    recognised: Recognised,
    expected_rows: Mapping[str, int],
) -> Verified:
    wrong = [
        f"{name} ({counted.get(name, 0)} of {expected_rows[name]})"
        for name in sorted(expected_rows)
        if expected_rows[name] != counted.get(name, 0)
    ]
    if wrong:
        raise Refused(
            "partial", f"Some rows were not loaded: {_some(wrong)}. Try again."
        )
    kind, schema = recognised.kind, recognised.schema
    if not any(counted.get(name) for name in needed(kind, schema)):
        raise Refused(
            "empty", "The backup has the right tables but no rows. Make a new one."
        )
    return Verified(counted, _size(staging), recognised.notes, tuple(tables))


def _size(staging: Staging) -> int:
    with staging.server.connect() as session:
        query = "SELECT pg_database_size(%s)"
        row = session.execute(query, [staging.database]).fetchone()
    return int(row[0]) if row else 0
