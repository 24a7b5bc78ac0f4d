"""Why pg_restore failed, in a sentence."""

import re

from files.errors import Refused
from files.visible import printable
from restore.errors import NO_MEMORY, too_much_memory, wrong_encoding

# In this order: the first sign of a sick server explains all that follows.
SIGNS = (
    (
        r"No space left on device|could not extend file|disk quota exceeded",
        "disk_full",
        "The disk of the database server is full. Free some space there, or use "
        "another server.",
    ),
    (
        r"exceeds \"?temp_file_limit",
        "too_big",
        "This backup needs more temporary space than a restore may use. Ask your "
        "administrator to raise the limit.",
    ),
    (
        r"terminating connection|server closed the connection|"
        r"connection to server .* failed|the database system is|"
        r"could not send data to|no connection to the server|"
        r"could not receive data from",
        "server_gone",
        "The database server ended the connection while the backup was being loaded. "
        "Try again.",
    ),
    (
        r"could not read from input file|could not close data file|end of file",
        "truncated",
        "The backup is incomplete: the file ends early. Copy it again or make a new "
        "one.",
    ),
    (
        r"could not (?:un|de)compress|incorrect data check|corrupt|"
        r"invalid (?:compressed|distance|stored|block|code|literal)",
        "damaged",
        "The backup is damaged: its data can't be decompressed. Copy it again or make "
        "a new one.",
    ),
    (
        r"unsupported version|does not appear to be a valid archive|"
        r"not a valid archive|unrecognized data block|"
        r"found unexpected block ID|did not find magic string",
        "damaged",
        "The backup is damaged: PostgreSQL can't read it. Copy it again or make a new "
        "one.",
    ),
)
NO_TEXT = re.compile(r"invalid byte sequence for encoding|has no equivalent in enc")
ERROR = re.compile(r"\b(?:error|fatal|ERROR|FATAL|PANIC): +(.*)")
LONGEST = 300


def load_refusal(lines: list[str], code: int) -> Refused:
    text = "\n".join(lines)
    if NO_MEMORY.search(text):
        return too_much_memory()
    for pattern, word, sentence in SIGNS:
        if re.search(pattern, text, re.IGNORECASE):
            return Refused(word, sentence)
    if reason := first_error(lines):
        if NO_TEXT.search(reason):
            return wrong_encoding(reason)
        return Refused(
            "load_failed", f"PostgreSQL refused a part of the backup: {reason}."
        )
    if code < 0:
        return Refused(
            "interrupted",
            "Loading was interrupted because pg_restore was stopped. Try again.",
        )
    return Refused(
        "load_failed", f"pg_restore failed without giving a reason (exit code {code})."
    )


def first_error(lines: list[str]) -> str:
    for line in lines:
        if match := ERROR.search(line):
            reason = match[1].rpartition("ERROR:")[2].strip().rstrip(".")
            return printable(reason)[:LONGEST]
    return ""
