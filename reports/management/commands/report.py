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
from reports.records import report_record
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tracker.commands import TrackerCommand


class Command(TrackerCommand):
    help = "Create a report on a customer, a project or a phase, and keep it."
    formats = ("text", "json", "csv", "xlsx", "html", "pdf")

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--customer", required=True, help="name or id")
        add("--project", help="name or id (default: all active ones)")
        add("--phase", help="name or id (default: all of the project)")
        add(
            "--since-last",
            action="store_true",
            help="only the progress since the last measurement",
        )
        add("--output", metavar="FILE", help="default: stdout")

    def run(self, *, output: str | None, **options: Any) -> None:
        place = Path(output) if output is not None else None
        self.check_place(place)
        report = make_now(report=self.report_of(**options))
        content = bytes(report.content.file)
        if place is None:
            self.put(lambda: self.give(content))
            return
        write_whole(content, place)
        text = f"{place}: {report.size:,} bytes, SHA-256 {report.sha256}"
        self.answer(report_record(report, place), text)

    def check_place(self, place: Path | None) -> None:
        """Before the work, so that no one waits for a report that cannot be written."""
        if place is None:
            if FORMATS[self.format].binary and self.stdout.isatty():
                raise CommandError(
                    f"A terminal can’t show {self.format}. Add --output FILE."
                )
        elif place.is_dir():
            raise CommandError(f"--output: {place} is a folder.")
        elif not place.parent.is_dir():
            raise CommandError(f"--output: the folder {place.parent} does not exist.")

    def report_of(self, *, customer: str, since_last: bool, **options: Any) -> Report:
        owner = find_customer(customer)
        subject: dict[str, Any] = {}
        if options["project"] is not None:
            subject["project"] = find_project(owner, options["project"])
        if options["phase"] is not None:
            if not subject:
                raise CommandError("--phase also needs --project.")
            subject = {"phase": find_phase(subject["project"], options["phase"])}
        window = Window.LAST if since_last else Window.WHOLE
        request = ReportRequest(owner, window=window, **subject)
        return new_report(request, self.format, self.command_line, None)

    def give(self, content: bytes) -> None:
        """Byte by byte as it is kept, in any encoding of the terminal."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is None:
            self.stdout.write(content.decode(), ending="")
        else:
            raw.write(content)


def write_whole(content: bytes, place: Path) -> None:
    """All of it; if that fails, the earlier file stays."""
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
