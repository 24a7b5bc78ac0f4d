import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from customers.management.lookup import find_customer
from gather.management.lookup import find_phase
from phases.windows import Window
from projects.management.lookup import find_project
from reports.formats.registry import FORMATS
from reports.models import Report
from reports.services import make_now, new_report
from reports.snapshot import Asked
from tracker.commands import TrackerCommand


class Command(TrackerCommand):
    help = "Report on a customer, a project or a phase; it is kept, as on the pages."
    formats = ("text", "json", "csv", "xlsx", "html", "pdf")

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--customer", required=True, help="name or id")
        add("--project", help="name or id (default: all active ones)")
        add("--phase", help="name or id (default: all of the project)")
        add("--since-last", action="store_true", help="only what the last gather added")
        add("--output", metavar="FILE", help="default: stdout")

    def run(self, *, output: str | None, **options: Any) -> None:
        place = Path(output) if output is not None else None
        self.check_place(place)
        report = make_now(report=self.wanted(**options))
        content = bytes(report.content.file)
        if place is None:
            self.put(lambda: self.give(content))
            return
        write_whole(content, place)
        told = {
            "id": str(report.pk),
            "output": str(place),
            "size": report.size,
            "sha256": report.sha256,
            "cut_off": report.cut_off,
        }
        self.answer(told, f"{place}: {report.size:,} bytes, sha256 {report.sha256}")

    def check_place(self, place: Path | None) -> None:
        """Before the work: nobody waits for what can not be handed out."""
        if place is None:
            if FORMATS[self.format].binary and self.stdout.isatty():
                raise CommandError(
                    f"A terminal can not show {self.format}: give --output FILE."
                )
        elif place.is_dir():
            raise CommandError(f"--output: {place} is a folder.")
        elif not place.parent.is_dir():
            raise CommandError(f"--output: there is no folder {place.parent}.")

    def wanted(self, *, customer: str, since_last: bool, **options: Any) -> Report:
        owner = find_customer(customer)
        of: dict[str, Any] = {}
        if options["project"] is not None:
            of["project"] = find_project(owner, options["project"])
        if options["phase"] is not None:
            if not of:
                raise CommandError("--phase goes with --project.")
            of = {"phase": find_phase(of["project"], options["phase"])}
        window = Window.LAST if since_last else Window.WHOLE
        asked = Asked(owner, window=window, **of)
        return new_report(asked, self.format, self.command_line, None)

    def give(self, content: bytes) -> None:
        """Byte by byte as it is kept, whatever the terminal's encoding."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is None:
            self.stdout.write(content.decode(), ending="")
        else:
            raw.write(content)


def write_whole(content: bytes, place: Path) -> None:
    """All of it, or what was there before."""
    part = ""
    try:
        handle, part = tempfile.mkstemp(
            prefix=f".{place.name[:100]}.", dir=place.parent
        )
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(part, 0o666 & ~umask())  # as any other new file
        os.replace(part, place)
    except OSError as error:
        with suppress(OSError):
            os.unlink(part)
        raise CommandError(f"--output: {place}: {error.strerror}.") from error


def umask() -> int:
    now = os.umask(0o077)
    os.umask(now)
    return now
