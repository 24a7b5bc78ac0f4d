"""What is odd about a restore, and has to be confirmed by whoever asked for it.

Told from rows and from the plan; each is one sentence, with a word that lasts by
which it is known when the plan is made again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import JobState
from restore.models import Backup, Restore, RestoredDatabase
from tracker.templatetags.figures import size_text

CONSISTENCY = {
    "recovered": "It was copied while its server ran: what its own log still held was "
    "brought in, so that it is as of the end of the copying.",
    "approximate": "It was copied while its server ran, and without the log that "
    "belongs to it: figures are approximate.",
}
NO_SANDBOX = (
    "It is a data directory, and there is no sandbox on this worker to start it in: "
    "it is kept in by an unprivileged user and limits only."
)
SUSPICIOUS = {  # beginnings of notes
    "There is no checksum inside": "unchecked",
    "Empty pages": "lost_pages",
}


@dataclass(frozen=True)
class Question:
    code: str
    sentence: str


@dataclass(frozen=True)
class Asked:
    """A restore as far as it is known when it may be asked about."""

    customer: Customer
    kind: Appliance
    given: date | None  # the date of the data, where the plan does not count
    plan: dict[str, Any]

    @property
    def dated(self) -> date | None:
        told = self.plan["dated"]
        return self.given or (date.fromisoformat(told) if told else None)

    def questions(self) -> list[Question]:
        return [
            *self._of_what_serves(),
            *self._of_the_same_file(),
            *self._of_the_plan(),
        ]

    def _of_what_serves(self) -> Iterator[Question]:
        rows = RestoredDatabase.objects.filter(customer=self.customer, kind=self.kind)
        rows = rows.select_related("restore__backup")
        serving = rows.filter(dropped_at=None).first()
        if serving is None:
            return
        if self.dated and serving.dated and self.dated < serving.dated:
            yield Question(
                "older",
                f"Its data are of {day(self.dated)}, older than those that serve now "
                f"({day(serving.dated)}).",
            )
        if smaller := how_much_smaller(self.plan, serving.restore):
            yield Question(
                "smaller",
                f"It is much smaller than what serves now: {smaller}.",
            )

    def _of_the_same_file(self) -> Iterator[Question]:
        sha256 = self.plan["sha256"]
        before = Restore.objects.filter(
            customer=self.customer, backup__sha256=sha256, job__state=JobState.DONE
        )
        if last := before.select_related("job").order_by("-created_at").first():
            yield Question(
                "again",
                f"This very file was restored for {self.customer} before, on "
                f"{day(last.created_at.date())}.",
            )
        # Whose it is may be nothing that whoever asks may know.
        if (
            Backup.objects.filter(sha256=sha256)
            .exclude(customer=self.customer)
            .exists()
        ):
            yield Question(
                "elsewhere", "This very file is known as another customer's backup."
            )

    def _of_the_plan(self) -> Iterator[Question]:
        consistency = self.plan.get("consistency")
        if consistency in CONSISTENCY:
            yield Question(consistency, CONSISTENCY[consistency])
        if self.plan.get("sandbox") is False:
            yield Question("no_sandbox", NO_SANDBOX)
        for note in self.plan["notes"]:
            for beginning, code in SUSPICIOUS.items():
                if note.startswith(beginning):
                    yield Question(code, note)


def how_much_smaller(plan: dict[str, Any], served: Restore) -> str:
    """Less than half, of anything that is known of both."""
    was = served.result
    tables, rows = len(plan["tables"]), plan.get("rows")
    if 2 * tables < was["tables"]:
        return f"{tables} tables instead of {was['tables']}"
    if rows is not None and 2 * rows < was["rows"]:
        return f"{rows:,} rows instead of {was['rows']:,}"
    packed_alike = all(
        plan[key] == served.plan.get(key) for key in ("format", "wrappers")
    )
    if packed_alike and served.backup and 2 * plan["size"] < served.backup.size:
        return f"{size_text(plan['size'])} instead of {size_text(served.backup.size)}"
    return ""


def day(value: date) -> str:
    return date_format(value, "j F Y")
