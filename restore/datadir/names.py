"""Which files of a data directory are copied. Pure."""

import re

from files.errors import Refused
from files.wrappers.names import shown

from .advice import DUMP_INSTEAD

_RELATION = r"\d{1,10}(?:_(?:fsm|vm|init))?(?:\.\d{1,6})?"
_TAKEN = re.compile(
    rf"base/\d{{1,10}}/(?:PG_VERSION|pg_filenode\.map|{_RELATION})"
    rf"|global/(?:pg_control|pg_filenode\.map|{_RELATION})"
    r"|(?:pg_xact|pg_multixact/members|pg_multixact/offsets|pg_commit_ts)"
    r"/[0-9A-F]{4,15}"
    r"|pg_twophase/[0-9A-F]{8,16}"
    r"|pg_wal/(?:[0-9A-F]{24}|[0-9A-F]{8}\.history)"
    r"|backup_label|PG_VERSION"
)
_TABLES = re.compile(r"base/\d{1,10}/\d{1,10}(?:\.\d{1,6})?")
_WAL = re.compile(r"[0-9A-F]{24}|[0-9A-F]{8}\.history")
_NEEDED = re.compile(r"(?:base|global|pg_xact|pg_multixact|pg_commit_ts)(?:/.*)?")
LABEL = "backup_label"
MAP = "tablespace_map"
LONGEST_LABEL = 64 * 1024
FOLDERS = (
    *("base", "global", "pg_commit_ts", "pg_dynshmem"),
    *("pg_logical", "pg_logical/mappings", "pg_logical/snapshots"),
    *("pg_multixact", "pg_multixact/members", "pg_multixact/offsets"),
    *("pg_notify", "pg_replslot", "pg_serial", "pg_snapshots", "pg_stat"),
    *("pg_stat_tmp", "pg_subtrans", "pg_tblspc", "pg_twophase", "pg_xact"),
    *("pg_wal", "pg_wal/archive_status", "pg_wal/summaries"),
)


def is_taken(name: str, size: int, *, link: bool) -> bool:
    """By its name in the directory. Refused if the directory can't be restored."""
    if name.startswith("pg_tblspc/") or (name == MAP and (size or link)):
        raise tablespaces()
    if link:
        if _NEEDED.fullmatch(name):
            raise Refused(
                "link",
                f"“{shown(name)}” in this data directory is a link, and its target is "
                "not in this file. Pack the directory with tar --dereference.",
            )
        return False
    if name == LABEL and size > LONGEST_LABEL:
        raise Refused(
            "damaged",
            "The file backup_label in this data directory is not valid. Make the "
            "backup again.",
        )
    return bool(_TAKEN.fullmatch(name))


def is_table(name: str) -> bool:
    """A table or an index; the name does not show which."""
    return bool(_TABLES.fullmatch(name))


def is_wal(name: str) -> bool:
    return bool(_WAL.fullmatch(name))


def first_segment(name: str) -> str:
    """The first file of a table: base/5/16384.2 belongs to base/5/16384."""
    return name.partition(".")[0]


def tablespaces() -> Refused:
    return Refused(
        "tablespaces",
        "This data directory keeps tables outside itself (in tablespaces), so it can't "
        f"be restored. {DUMP_INSTEAD}",
    )
