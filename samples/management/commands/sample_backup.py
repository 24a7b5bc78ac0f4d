import json
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from django.core.management.base import CommandError, CommandParser

from embedded import EmbeddedError
from samples.catalogue import Catalogue
from samples.making import KINDS, make
from samples.outname import understand
from samples.pack import pack
from samples.records import sample_record
from samples.schema.blackpearl import AGES
from tracker.commands import TrackerCommand, choice_option, plural

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(TrackerCommand):
    help = (
        "Make a backup like an appliance’s, with invented contents. The ending of OUT "
        "decides how it is packed: .dump, .sql, .tar, .dir.tar, .datadir.tar, "
        ".live.datadir.tar or .basebackup.tar, and then .gz, .zst, .zip or .tar."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", metavar="OUT", type=Path)
        parser.add_argument(
            "--type",
            required=True,
            type=choice_option(KINDS),
            dest="kind",
            metavar="|".join(KINDS),
        )
        parser.add_argument("--objects", type=int, default=20_000, metavar="N")
        parser.add_argument(
            "--seed", type=int, default=1, help="a different seed gives different data"
        )
        parser.add_argument(
            "--migrated",
            type=int,
            default=40,
            metavar="PERCENT",
            help="share that is already copied",
        )
        parser.add_argument(
            "--expect",
            type=Path,
            metavar="FILE.json",
            help="also write the correct inventory",
        )
        parser.add_argument(
            "--age",
            type=choice_option(tuple(AGES)),
            default="current",
            help="age of a BlackPearl catalogue: " + ", ".join(AGES),
        )

        parser.add_argument(
            "--major", type=int, default=18, help="version of PostgreSQL: 14 to 18"
        )

    def run(
        self, *, out: Path, expect: Path | None, major: int, **options: Any
    ) -> None:
        started = time.monotonic()
        names = ("kind", "objects", "seed", "migrated", "age")
        try:
            understand(out)
            writable([out, *([expect] if expect else [])])
            with ended_by_signal():
                catalogue = make(**{name: options[name] for name in names})
                pack(catalogue, out, major=major)
                if expect:
                    answers = json.dumps(catalogue.expected(), indent=1)
                    expect.write_text(answers + "\n")
        except (ValueError, EmbeddedError) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or out}: {error.strerror}.") from error
        except psycopg.Error as error:
            reason = str(error).partition("\n")[0]
            raise CommandError(
                f"PostgreSQL could not load the sample: {reason}."
            ) from error
        self.report(catalogue, out, expect, time.monotonic() - started)

    def report(
        self, catalogue: Catalogue, out: Path, expect: Path | None, seconds: float
    ) -> None:
        size, rows = out.stat().st_size, catalogue.row_counts()
        text = (
            f"{out} is a backup of a {catalogue.kind.label} with "
            f"{plural(catalogue.objects, 'object')} in {plural(len(rows), 'table')}: "
            f"{size:,} bytes, made in {seconds:.1f} s."
        )
        if expect:
            text += f" The correct inventory is in {expect}."
        data = sample_record(catalogue, out)
        more = {"expected": expect and str(expect), "seconds": round(seconds, 1)}
        self.answer({**data, **more}, text)


def writable(paths: list[Path]) -> None:
    """Checked before the work, not after it."""
    if len({path.resolve() for path in paths}) < len(paths):
        raise ValueError("OUT and --expect can’t be the same file.")
    for path in paths:
        folder = path.parent
        if not folder.is_dir():
            raise ValueError(f"The folder {folder} for {path.name} does not exist.")
        if path.is_dir():
            raise ValueError(f"{path} is a folder.")
        if not os.access(folder, os.W_OK) or (
            path.exists() and not os.access(path, os.W_OK)
        ):
            raise ValueError(f"{path} can’t be written: permission denied.")


@contextmanager
def ended_by_signal() -> Iterator[None]:
    """A signal to end also ends our server."""

    def leave(number: int, frame: object) -> NoReturn:
        sys.exit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, leave) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
