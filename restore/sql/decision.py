"""What is done with one statement."""

from dataclasses import dataclass
from enum import StrEnum

from restore.types import Table


class Action(StrEnum):
    FIRST = "first"  # run in its place, among the data
    LATER = "later"  # run when the data is in: keys, indexes, checks
    SKIP = "skip"  # left out and listed
    IGNORE = "ignore"  # settings, for which the loader has its own


@dataclass(frozen=True, slots=True)
class Decision:
    action: Action
    what: str  # "table", "function", "grant"
    name: str = ""  # of the thing, or of the table that it belongs to
    schema: str = ""  # in which it is made
    refers: str = ""  # to this table, by a foreign key
    sql: str = ""  # to run: written anew from what was read and checked
    why: str = ""  # it is left out
    table: Table | None = None
    rows: int = 0  # of an INSERT, which is run as it is
    encoding: str = ""  # SET client_encoding


CODE = "code that comes with a backup is never run"
OWNERS = "the restored database has owners and rights of its own"
CLUSTER = "it concerns the whole server or another one"
LOOKS = "the data does not need it"
CLEARING = "the new database is empty: there is nothing to drop"
UNUSED = "nothing that is counted is in it"
