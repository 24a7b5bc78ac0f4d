"""Loading a pg_dump archive with pg_restore, as the load role."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from psycopg.conninfo import make_conninfo

from embedded import binaries
from files.errors import Refused
from restore.tools import Tools
from restore.types import Format

from .children import Child, Line, run_plainly
from .complaints import load_refusal
from .copied import Copied
from .names import application_name
from .progress import LoadWatch
from .server import ALIVE
from .staging import Staging

OPTIONS = (
    *("--verbose", "--exit-on-error", "--no-owner", "--no-privileges"),
    *("--no-security-labels", "--no-publications", "--no-subscriptions"),
    *("--no-tablespaces", "--no-table-access-method", "--no-comments"),
    *("--no-policies", "--no-statistics"),
)
KEPT_LINES = 200
SCHEMA = re.compile(r"^\d+; \d+ \d+ SCHEMA ")
# Parallel processes write between each other's prefixes.
ROUTINE = re.compile(
    r"(?:\s|pg_restore:)*(?:$|(?:launching|finished|skipping|processing|executing|"
    r"entering|connecting|creating)\b)"
)


class Section(StrEnum):
    DATA = "data"  # tables and their rows
    ROWS = "rows"  # of tables that exist
    INDEX = "index"  # constraints and indexes


SECTIONS = {
    # Together: a table made in the same run is filled without write-ahead log.
    Section.DATA: ("--section=pre-data", "--section=data"),
    Section.ROWS: ("--section=data",),
    Section.INDEX: ("--section=post-data",),
}
LETTERS = {Format.CUSTOM: "c", Format.DIRECTORY: "d"}


@dataclass(frozen=True)
class ArchivePart:
    """One section of an archive, and which of its entries are loaded."""

    path: Path
    format: Format
    section: Section
    list_text: str  # of the chosen entries, as pg_restore takes it
    sizes: Mapping[int, int] = field(default_factory=dict)  # bytes of data, by entry


def load_archive(staging: Staging, part: ArchivePart, tools: Tools) -> None:
    """Load the chosen entries of one section.

    `tools.tick` gets the bytes of data loaded, or the number of indexes and constraints
    made; it is called each second from another thread, and what it raises stops the
    load.
    """
    lines = Lines(tools.log)
    is_data = part.section is not Section.INDEX
    copied = Copied(part.sizes, part.list_text) if is_data else None
    watch = LoadWatch(
        staging,
        tools.tick,
        copied=copied,
        limit=tools.limit,
        patience=tools.patience,
    )
    with tempfile.TemporaryDirectory(prefix="list-", dir=tools.work) as directory:
        entries = Path(directory) / "list"
        entries.write_text(without_schemas(part.list_text), errors="surrogateescape")
        argv = arguments(staging, part, entries, tools.jobs)
        with watch:
            code = tools.child(argv, environment(staging), both(watch.line, lines))
    if code:
        raise load_refusal(lines.kept, code)


def without_schemas(list_text: str) -> str:
    """The admin made them already, as the load role may not."""
    lines = list_text.splitlines(keepends=True)
    return "".join(line for line in lines if not SCHEMA.match(line))


def arguments(
    staging: Staging, part: ArchivePart, entries: Path, jobs: int
) -> list[str]:
    """At least two jobs, as pg_restore skips the log in parallel runs only."""
    return [
        *(str(program()), f"--format={LETTERS[part.format]}", *OPTIONS),
        *(f"--jobs={max(jobs, 2)}", f"--use-list={entries}", *SECTIONS[part.section]),
        *("--dbname", address(staging), str(part.path)),
    ]


def address(staging: Staging) -> str:
    """Without the password, which would be in the list of processes."""
    parameters = {
        name: value
        for name, value in staging.server.parameters.items()
        if name not in ("password", "options", "passfile")
    }
    return make_conninfo(
        **{
            **parameters,
            **ALIVE,
            "dbname": staging.database,
            "user": staging.role,
            "application_name": application_name(staging.job_id),
        }
    )


def environment(staging: Staging) -> dict[str, str]:
    return {**CLEAN, "PGPASSWORD": staging.password}


CLEAN = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


def program() -> Path:
    return binaries(18) / "pg_restore"


class Lines:
    """Keeps the errors, hands on what a person wants to read."""

    def __init__(self, log: Line) -> None:
        self.kept: list[str] = []
        self._log = log

    def __call__(self, line: str) -> None:
        if ROUTINE.match(line):
            return
        if line.strip():
            self._log(line[:2000])
            if len(self.kept) < KEPT_LINES:
                self.kept.append(line[:2000])


def both(*receivers: Line) -> Line:
    def give(line: str) -> None:
        for receiver in receivers:
            receiver(line)

    return give


def full_parse(
    path: Path,
    format: Format,  # noqa: A002
    child: Child = run_plainly,
    log: Line | None = None,
) -> None:
    """Read all of it without loading it: finds what is cut off or damaged."""
    lines = Lines(log or (lambda _: None))
    argv = [str(program()), f"--format={LETTERS[format]}", "--file=/dev/null"]
    if code := child([*argv, str(path)], dict(CLEAN), lines):
        refused = load_refusal(lines.kept, code)
        if refused.code == "load_failed":
            reason = refused.sentence.partition(": ")[2]
            raise Refused("damaged", f"The backup can't be read: {reason}")
        raise refused
