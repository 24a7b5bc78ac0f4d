"""The decision about one statement."""

from dataclasses import dataclass
from enum import StrEnum

from restore.sql.columns import Dropped
from restore.types import Table


class Action(StrEnum):
    FIRST = "first"  # run in its place, among the data
    LATER = "later"  # run when the data is in: keys, indexes, checks
    SKIP = "skip"  # not run, but listed
    IGNORE = "ignore"  # settings, for which the loader has its own


@dataclass(frozen=True, slots=True)
class Decision:
    action: Action
    what: str  # "table", "function", "grant"
    name: str = ""  # of the object, or of the table that it belongs to
    schema: str = ""  # in which it is created
    refers: str = ""  # to this table, by a foreign key
    sql: str = ""  # to run, rewritten from the tokens that were checked
    why: str = ""  # it is skipped
    table: Table | None = None
    rows: int = 0  # of an INSERT, which is run as it is
    encoding: str = ""  # SET client_encoding
    dropped: tuple[Dropped, ...] = ()  # of what is run
