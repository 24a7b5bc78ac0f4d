"""Why SQL text is refused; each sentence ends with what to do."""

from files.errors import COPY_AGAIN, Refused, truncated

UNCHANGED = "Make the dump again with pg_dump, and send it unchanged."


def unreadable(problem: str) -> Refused:
    return Refused(
        "unreadable",
        f"This file contains SQL that can't be read ({problem}). {COPY_AGAIN}",
    )


def unlike_pg_dump(near: str) -> Refused:
    return Refused(
        "unsafe_statement",
        f"This file contains a statement that pg_dump does not write, near “{near}”. "
        f"{UNCHANGED}",
    )


def unlike_pg_dump_in(line: int) -> Refused:
    return Refused(
        "unsafe",
        f"The statement in line {line} of this file is not written as pg_dump writes "
        f"it. {UNCHANGED}",
    )


def ends_early() -> Refused:
    return truncated("This file", "it ends early")


def line_ends_changed() -> Refused:
    return Refused(
        "line_ends",
        "The line ends of this file were changed to CR LF, which damages data. Copy "
        "the original file again in binary mode.",
    )


def statement_too_long(line: int) -> Refused:
    return Refused(
        "too_large",
        f"The statement in line {line} of this file is longer than 32 MiB. Make the "
        "dump again without --inserts, or with fewer rows per INSERT.",
    )
