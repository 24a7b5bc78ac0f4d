"""Loading a pg_dump archive with pg_restore, as the load role."""

import re
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from psycopg.conninfo import make_conninfo

from embedded import binaries
from files.errors import Refused
from files.types import Tick
from restore.types import Format

from .children import Child, Line, run_plainly
from .complaints import refusal
from .copied import Copied
from .names import application_name
from .progress import Watch
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
    INDEX = "index"  # constraints and indexes


SECTIONS = {
    # Together: a table made in the same run is filled without write-ahead log.
    Section.DATA: ("--section=pre-data", "--section=data"),
    Section.INDEX: ("--section=post-data",),
}
LETTERS = {Format.CUSTOM: "c", Format.DIRECTORY: "d"}


def load_archive(
    staging: Staging,
    path: Path,
    format: Format,  # noqa: A002  named as in the plan
    list_text: str,
    *,
    jobs: int,
    section: Section,
    tick: Tick,
    log: Line,
    child: Child = run_plainly,
    sizes: Mapping[int, int] | None = None,
    limit: int | None = None,
    work: Path | None = None,
) -> None:
    """Load one section of the chosen entries.

    `tick` gets the bytes of data loaded, or the number of indexes and constraints
    made; it is called each second from another thread, and what it raises stops the
    load. `sizes` are the bytes that an entry's data takes in the archive, by its
    number in the list; `limit` is how big the database may grow.
    """
    lines = Lines(log)
    copied = Copied(sizes or {}, list_text) if section is Section.DATA else None
    watch = Watch(staging, tick, copied=copied, limit=limit)
    with tempfile.TemporaryDirectory(prefix="list-", dir=work) as directory:
        chosen = Path(directory) / "list"
        chosen.write_text(without_schemas(list_text), errors="surrogateescape")
        argv = arguments(staging, path, format, chosen, max(jobs, 2), section)
        with watch:
            code = child(argv, environment(staging), both(watch.line, lines))
    if code:
        raise refusal(lines.kept, code)


def without_schemas(list_text: str) -> str:
    """The admin made them already, as the load role may not."""
    lines = list_text.splitlines(keepends=True)
    return "".join(line for line in lines if not SCHEMA.match(line))


def arguments(
    staging: Staging,
    path: Path,
    format: Format,  # noqa: A002
    chosen: Path,
    jobs: int,
    section: Section,
) -> list[str]:
    """At least two jobs, as pg_restore skips the log in parallel runs only."""
    return [
        *(str(program()), f"--format={LETTERS[format]}", *OPTIONS),
        *(f"--jobs={jobs}", f"--use-list={chosen}", *SECTIONS[section]),
        *("--dbname", address(staging), str(path)),
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
        found = refusal(lines.kept, code)
        if found.code == "load_failed":
            reason = found.sentence.partition(": ")[2]
            raise Refused("damaged", f"The backup can not be read: {reason}")
        raise found
