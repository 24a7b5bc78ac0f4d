import re

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
