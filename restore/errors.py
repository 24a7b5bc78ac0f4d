"""Refusals that more than one part of a restore comes to."""

import errno
import re

import psycopg

from embedded.programs.children import ChildFailed
from files.errors import Refused

NO_MEMORY = re.compile(
    r"out of memory|invalid memory alloc request size|cannot enlarge string buffer|"
    r"string buffer exceeds maximum|Cannot allocate memory",
    re.IGNORECASE,
)


def wrong_encoding(reason: str) -> Refused:
    """From PostgreSQL's message about bytes that are not of the encoding they claim."""
    return Refused(
        "encoding",
        f"The backup contains text in a different encoding than it declares ({reason})."
        " Make it again with the right encoding, as in pg_dump --encoding=LATIN1.",
    )


def too_much_memory() -> Refused:
    return Refused(
        "too_much_memory",
        "A row or an index of the backup needs more memory than a restore may use, so "
        "loading was stopped. Check that this is an appliance's own backup.",
    )


def too_slow() -> Refused:
    return Refused(
        "too_slow",
        "One statement of the backup took far too long, so loading was stopped. Check "
        "that this is an appliance's own backup, or ask your administrator to raise "
        "RESTORE_STALL_MINUTES.",
    )


def environment_refusal(error: Exception, *, unchanged: str = "") -> Refused | None:
    """In a sentence, what is not the backup's fault."""
    match error:
        case psycopg.errors.DiskFull():
            return Refused(
                "disk_full",
                "The disk of the database server is full. Free some space there, then "
                "try again.",
            )
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return Refused(
                "disk_full",
                "The disk of the worker is full. Free some space there, then try "
                "again.",
            )
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return Refused(
                "server_gone",
                f"The connection to the database server was lost.{unchanged} Try "
                "again when the server is available.",
            )
        case ChildFailed() if error.was_killed:
            return Refused(
                "interrupted",
                f"{error.program} was stopped while it loaded the backup. The worker "
                "may be short of memory. Try again.",
            )
    return None
