"""What pg_restore says of its failure, in one sentence."""

import re

from files.errors import Refused
from restore.errors import wrong_encoding

# In this order: the first sign of a sick server explains all that follows.
SIGNS = (
    (
        r"No space left on device|could not extend file|disk quota exceeded",
        "disk_full",
        "The landing server has no room left on its disk: free some, or use another.",
    ),
    (
        r"exceeds \"?temp_file_limit",
        "too_big",
        "The backup needs more temporary space than a restore may use.",
    ),
    (
        r"terminating connection|server closed the connection|"
        r"connection to server .* failed|the database system is|"
        r"could not send data to|no connection to the server|"
        r"could not receive data from",
        "server_gone",
        "The landing server ended the connection while the backup was being loaded.",
    ),
    (
        r"could not read from input file|could not close data file|end of file",
        "truncated",
        "The backup is incomplete: it ends in the middle. Get it anew.",
    ),
    (
        r"could not (?:un|de)compress|incorrect data check|corrupt|"
        r"invalid (?:compressed|distance|stored|block|code|literal)",
        "damaged",
        "The backup is damaged: its data can not be decompressed. Get it anew.",
    ),
    (
        r"unsupported version|does not appear to be a valid archive|"
        r"not a valid archive|unrecognized data block|"
        r"found unexpected block ID|did not find magic string",
        "damaged",
        "The backup is damaged: PostgreSQL can not read it. Get it anew.",
    ),
)
NO_TEXT = re.compile(r"invalid byte sequence for encoding|has no equivalent in enc")
ERROR = re.compile(r"\b(?:error|fatal|ERROR|FATAL|PANIC): +(.*)")
LONGEST = 300


def load_refusal(lines: list[str], code: int) -> Refused:
    text = "\n".join(lines)
    for pattern, word, sentence in SIGNS:
        if re.search(pattern, text, re.IGNORECASE):
            return Refused(word, sentence)
    if said := first_error(lines):
        if NO_TEXT.search(said):
            return wrong_encoding(said)
        return Refused(
            "load_failed", f"PostgreSQL refused a part of the backup: {said}."
        )
    if code < 0:
        return Refused("interrupted", "Loading was interrupted: pg_restore was ended.")
    return Refused("load_failed", f"pg_restore failed without a reason (exit {code}).")


def first_error(lines: list[str]) -> str:
    for line in lines:
        if found := ERROR.search(line):
            said = found[1].rpartition("ERROR:")[2].strip().rstrip(".")
            return printable(said)[:LONGEST]
    return ""


def printable(text: str) -> str:
    """Names in it are the backup's: they must not draw on a terminal or a page."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
