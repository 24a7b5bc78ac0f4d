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
from reports.snapshot import Contents, ReportRequest
from tracker.commands import TrackerCommand, date_option
from tracker.history import MACHINE

PARTS = ("charts", "forecast", "measurements")


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
        day: dict[str, Any] = {"type": date_option, "metavar": "DATE"}
        add("--from", dest="begin", **day, help="first day of the period")
        add("--to", dest="end", **day, help="last day of the period")
        for part in PARTS:
            add(f"--no-{part}", action="store_true", help=f"leave out the {part}")
        add(
            "--author",
            default=MACHINE,
            help="who the report is by (default: %(default)s)",
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

    def report_of(self, *, customer: str, author: str, **options: Any) -> Report:
        owner = find_customer(customer)
        subject: dict[str, Any] = {}
        if options["project"] is not None:
            subject["project"] = find_project(owner, options["project"])
        if options["phase"] is not None:
            if not subject:
                raise CommandError("--phase also needs --project.")
            subject = {"phase": find_phase(subject["project"], options["phase"])}
        contents = Contents(*(not options[f"no_{part}"] for part in PARTS))
        request = ReportRequest(owner, contents=contents, **subject, **period(options))
        return new_report(request, self.format, author, None)

    def give(self, content: bytes) -> None:
        """Byte by byte as it is kept, in any encoding of the terminal."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is None:
            self.stdout.write(content.decode(), ending="")
        else:
            raw.write(content)


def period(options: dict[str, Any]) -> dict[str, Any]:
    """The period of the report, as its page has it."""
    days = {"begin": options["begin"], "end": options["end"]}
    if not any(days.values()):
        last = options["since_last"]
        return {"window": Window.LAST if last else Window.WHOLE}
    if options["since_last"]:
        raise CommandError("--since-last can’t be combined with --from or --to.")
    return {"window": Window.RANGE, **days}


def write_whole(content: bytes, place: Path) -> None:
    """All of it; if that fails, the earlier file stays. Devices and pipes stay, too."""
    part = ""
    place = place.resolve()
    try:
        if place.exists() and not place.is_file():
            place.write_bytes(content)
            return
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
