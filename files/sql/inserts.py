"""INSERT of literals, as pg_dump --inserts writes it: the longest of statements.

They are checked as bytes, row by row, as millions of values would make too many
tokens. A statement that passes can be read in one way only.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from files.errors import Refused
from files.sql.reader import Name, Reader
from files.sql.refusals import UNCHANGED
from files.sql.tokens import one_statement, shorten

LONGEST_HEAD = 200_000  # enough for 1,600 columns

_GAP = rb"[ \t\n\r\f]*+"
_QUOTED = rb'"[^"\x00]++(?:""[^"\x00]*+)*+"'
_NAME = rb"(?:" + _QUOTED + rb"|[A-Za-z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*+)"
_LITERAL = rb"""(?:
    '[^'\x00]*+(?:''[^'\x00]*+)*+'
  | [-+]?+(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE][-+]?+[0-9]++)?+
  | [bB]'[01]*+' | [xX]'[0-9a-fA-F]*+'
  | NULL | DEFAULT | true | false
)"""
_INSERT = re.compile(_GAP + rb"INSERT\b", re.IGNORECASE)
_START = rb"INSERT[ \t\n]++INTO(?:[ \t\n.,()]++|" + _NAME + rb")*?(?<=[ \t\n)])"
_HEAD = re.compile(
    rb"(" + _GAP + _START + rb")(?:VALUES" + _GAP + rb"|(DEFAULT[ ]VALUES))(?=[(;])"
)
_ITEM = _GAP + _LITERAL + _GAP
_VALUES = rb"\(" + _ITEM + rb"(?:," + _ITEM + rb")*+\)" + _GAP
_ROW = re.compile(_VALUES, re.VERBOSE)
_COMMA = re.compile(rb"," + _GAP)
_TAIL = rb"(?:ON[ ]CONFLICT[ ]DO[ ]NOTHING" + _GAP + rb")?+;"
_END = re.compile(_TAIL + rb"\Z")
# With these, a million INSERTs need not be cut mark by mark.
INSERT_HEAD = re.compile(_START + rb"VALUES" + _GAP + rb"(?=\()")
INSERT_ROWS = re.compile(rb"(?:" + _VALUES + rb"," + _GAP + rb")*+", re.VERBOSE)
INSERT_LAST = re.compile(_VALUES + _TAIL, re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Insert:
    table: Name
    rows: int


def is_insert(statement: bytes) -> bool:
    return bool(_INSERT.match(statement))


def read_insert(statement: bytes, codec: str) -> Insert:
    """The table and the number of rows; anything but literals is refused."""
    head = _HEAD.match(statement[:LONGEST_HEAD])
    if not head:
        raise _refused(statement)
    table = _read_head(head[1], codec)
    if head[2]:
        rows, position = 1, head.end()
    else:
        rows, position = _count_rows(statement, head.end())
    if not rows or not _END.match(statement, position):
        raise _refused(statement[position:])
    return Insert(table, rows)


def _count_rows(statement: bytes, position: int) -> tuple[int, int]:
    rows = 0
    while row := _ROW.match(statement, position):
        rows += 1
        comma = _COMMA.match(statement, row.end())
        if not comma:
            return rows, row.end()
        position = comma.end()
    return 0, position


@lru_cache(64)
def _read_head(text: bytes, codec: str) -> Name:
    reader = Reader(one_statement(text.decode(codec, "replace")))
    reader.expect("insert", "into")
    table = reader.full_name()
    if not reader.ended and reader.left[0].is_symbol("("):
        reader.names()
    if reader.accept("overriding"):
        if not reader.accept("system"):
            reader.expect("user")
        reader.expect("value")
    reader.end()
    return table


def _refused(part: bytes) -> Refused:
    near = shorten(part[:200].decode("utf-8", "replace"))
    return Refused(
        "unsafe_statement",
        "This file contains an INSERT with something other than literal values, near "
        f"“{near}”. {UNCHANGED}",
    )
