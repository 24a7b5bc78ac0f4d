"""Querying a restored catalogue, as the customer's reader. All values are text."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import make_conninfo

from files.errors import Refused
from files.visible import printable
from gather.stock.counting import too_varied
from restore.landing.inspection import tables
from restore.landing.names import reader_role
from restore.landing.reading import as_text, connect_reader, login
from restore.landing.server import Server, Session, options
from restore.types import Table

MOST = 100_000  # rows of a small table
LONGEST = 1000  # characters of a name
TIMEOUT = "2h"
INTEGERS = frozenset({"bigint", "integer", "smallint"})
UUID = frozenset({"uuid"})
# Hash joins with tables that are small; spills beyond that. Compiling does not pay.
TUNING = {
    "jit": "off",
    "work_mem": "64MB",
    "max_parallel_workers_per_gather": "0",
}

Row = tuple[str | None, ...]


def cut(expression: str) -> str:
    """A name as text; a giant one by its beginning and its digest, so still its own."""
    text = f"({expression})::text"
    return (
        f"CASE WHEN length({text}) > {LONGEST} "
        f"THEN left({text}, {LONGEST}) || '…' || md5({text}) ELSE {text} END"
    )


@dataclass(frozen=True)
class Catalogue:
    """A restored database that is open for reading."""

    server: Server
    database: str
    suffix: str
    application: str  # by which all its sessions can be told, and ended
    session: Session

    def rows(self, query: str, *, most: int = MOST) -> list[Row]:
        """Of a small table, or of what the server summed up."""
        try:
            cursor = self.session.execute(f"{query} LIMIT {most + 1}".encode())
        except psycopg.DatabaseError as error:
            raise _refusal(error) from error
        rows = as_text(cursor)
        if len(rows) > most:
            raise too_varied(f"more than {most:,} rows in a small table")
        return rows

    def tables(self) -> list[Table]:
        return tables(self.session)

    def login(self) -> tuple[str, dict[str, str]]:
        """For programs: the address without its password, and the environment."""
        role = reader_role(self.suffix)
        parameters = login(self.server, self.database, role, TIMEOUT, self.application)
        password = str(parameters.pop("password"))
        settings = str(parameters.pop("options"))
        parameters.pop("passfile", None)
        return make_conninfo(**parameters), {
            "PGPASSWORD": password,
            "PGOPTIONS": f"{settings} {options(TUNING)}",
            "PGCLIENTENCODING": "UTF8",
            "LC_ALL": "C.UTF-8",
        }


@contextmanager
def open_catalogue(
    server: Server, database: str, suffix: str, application: str
) -> Iterator[Catalogue]:
    with connect_reader(
        server, database, suffix, statement_timeout=TIMEOUT, application=application
    ) as session:
        yield Catalogue(server, database, suffix, application, session)


def _refusal(error: psycopg.DatabaseError) -> Exception:
    """The backup's fault, unless the connection broke."""
    if isinstance(error, psycopg.OperationalError):
        return error
    return uncountable(str(error).partition("\n")[0])


def uncountable(reason: str) -> Refused:
    return Refused(
        "uncountable",
        f"The catalogue can't be counted: {printable(reason[:200])}. Check that this "
        "is an appliance's own backup, or make a new one.",
    )


def require_types(
    tables_: Mapping[str, Table], types_of: Mapping[str, frozenset[str]]
) -> None:
    """`types_of` has the types that a column may be of, by "schema.table.column"."""
    for name, types in types_of.items():
        table, _, column = name.rpartition(".")
        if table not in tables_:
            continue
        type_ = next(c.type for c in tables_[table].columns if c.name == column)
        if type_ not in types:
            expected = " or ".join(sorted(types))
            raise uncountable(f"{name} is of type {type_}, not {expected}")
