"""What PostgreSQL says of a data directory that it can not open or read."""

import re

from files.errors import Refused
from restore.landing.complaints import printable

from .versions import DUMP

LONGEST = 200
SIGNS = (
    (
        r"No space left on device|disk quota exceeded",
        "disk_full",
        "The disk of the worker is full: make room there.",
    ),
    (
        r"database files are incompatible|is not compatible with this version|"
        r"initialized with PG_CONTROL_VERSION|byte-order mismatch",
        "incompatible",
        "This data directory was written by another version of PostgreSQL than "
        f"PG_VERSION names, or on a machine of another kind: {DUMP}.",
    ),
    (
        r"invalid page in block|could not read block|missing chunk number|"
        r"could not access status of transaction|could not open file|"
        r"unexpected chunk|invalid memory alloc request|compressed .*data is corrupt|"
        r"could not open relation|is not a valid|could not find pg_class entry|"
        r"relation mapping file|incorrect checksum|could not read file|"
        r"terminated by signal|server process .* was terminated",
        "damaged",
        "",
    ),
    (
        r"canceling statement due to lock timeout",
        "locked",
        "A transaction that was prepared and never ended locks a table in this data "
        f"directory: {DUMP}.",
    ),
)
SAID = re.compile(r"(?:ERROR|FATAL|PANIC|error|fatal|detail):\s+(.*)")


def refusal(program: str, said: str, code: int) -> Refused:
    reason = _reason(said)
    for pattern, word, sentence in SIGNS:
        if re.search(pattern, said):
            return Refused(word, sentence or _damaged(reason))
    if code < 0:
        return Refused(
            "interrupted",
            f"{program} was ended while it read this data directory: the worker may "
            "lack memory. Try again.",
        )
    return Refused(
        "unreadable",
        f"PostgreSQL could not open this data directory ({reason}): {DUMP}.",
    )


def _damaged(reason: str) -> str:
    return (
        f"This data directory is damaged, or parts of it are missing ({reason}): copy "
        f"it again, with its server shut down, or {DUMP}."
    )


def _reason(said: str) -> str:
    """The most telling of its last lines: the server's own words, if it said any."""
    lines = [printable(line) for line in said.splitlines() if line.strip()]
    telling = [found[1] for line in lines if (found := SAID.search(line))]
    server = [line for line in telling if "ERROR:" in line or "FATAL:" in line]
    chosen = (server or telling or lines or ["it does not say why"])[-1]
    chosen = re.split(r"(?:ERROR|FATAL|PANIC):\s+", chosen)[-1]
    return chosen.strip().rstrip(".")[:LONGEST]
