"""PostgreSQL's complaints about a data directory, in sentences for a person."""

import re

from files.errors import Refused
from files.visible import printable

from .advice import DUMP_INSTEAD, OR_DUMP

LONGEST = 200
NO_DATABASE = "no_database"
DAMAGED = (
    "This data directory is damaged or incomplete ({reason}). Copy it again with its "
    f"server shut down, {OR_DUMP}"
)
UNREADABLE = (
    f"PostgreSQL could not open this data directory ({{reason}}). {DUMP_INSTEAD}"
)
# The first pattern that fits decides.
SIGNS = (
    (
        r"No space left on device|disk quota exceeded",
        "disk_full",
        "The disk of the worker is full. Free some space, then try again.",
    ),
    (
        r"database files are incompatible|is not compatible with this version|"
        r"initialized with PG_CONTROL_VERSION|byte-order mismatch",
        "incompatible",
        "This data directory was not written by the version of PostgreSQL that "
        f"PG_VERSION states, or it comes from another type of machine. {DUMP_INSTEAD}",
    ),
    (
        r"invalid page in block|could not read block|missing chunk number|"
        r"could not access status of transaction|could not open file|"
        r"unexpected chunk|invalid memory alloc request|compressed .*data is corrupt|"
        r"could not open relation|is not a valid|could not find pg_class entry|"
        r"relation mapping file|incorrect checksum|could not read file|"
        r"terminated by signal|server process .* was terminated",
        "damaged",
        DAMAGED,
    ),
    (
        r"canceling statement due to lock timeout",
        "locked",
        "An unfinished prepared transaction locks a table in this data directory. "
        f"{DUMP_INSTEAD}",
    ),
    (r'FATAL: +database "[^"]*" does not exist', NO_DATABASE, UNREADABLE),
)
MESSAGE = re.compile(r"(?:ERROR|FATAL|PANIC|error|fatal|detail):\s+(.*)")


def program_failed(program: str, output: str, code: int) -> Refused:
    reason = _reason(output)
    for pattern, word, sentence in SIGNS:
        if re.search(pattern, output):
            return Refused(word, sentence.format(reason=reason))
    if code < 0:
        return Refused(
            "interrupted",
            f"{program} was stopped while reading this data directory. The worker may "
            "be short of memory. Try again.",
        )
    return Refused("unreadable", UNREADABLE.format(reason=reason))


def _reason(output: str) -> str:
    """The last message in the output, the server's own if there is one."""
    lines = [printable(line) for line in output.splitlines() if line.strip()]
    messages = [match[1] for line in lines if (match := MESSAGE.search(line))]
    server = [line for line in messages if "ERROR:" in line or "FATAL:" in line]
    chosen = (server or messages or lines or ["no reason given"])[-1]
    chosen = re.split(r"(?:ERROR|FATAL|PANIC):\s+", chosen)[-1]
    return chosen.strip().rstrip(".")[:LONGEST]
