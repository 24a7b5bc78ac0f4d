"""What is odd about a restore, and has to be confirmed by whoever requested it.

Asked from rows and from the plan; each is one sentence, with a code that lasts by
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
from restore.types import Consistency
from tracker.templatetags.figures import size_text
from tracker.units import shown_in

NO_SANDBOX = (
    "This backup is a data directory, and this worker has no sandbox to open it in. It "
    "would run only under a restricted user account."
)
# About the database in use: another one has to be asked about again.
ABOUT_THE_DATABASE = frozenset({"older", "overtaken", "smaller"})
TO_CONFIRM = ("unchecked", "lost_pages")  # codes of a plan's notes


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
    in_use_before: str = ""  # when the plan was made before; empty: never

    @property
    def dated(self) -> date | None:
        text = self.plan["dated"]
        return self.given or (date.fromisoformat(text) if text else None)

    def questions(self) -> list[Question]:
        return [
            *self._of_the_database_in_use(),
            *self._of_the_same_file(),
            *self._of_the_plan(),
        ]

    @property
    def in_use(self) -> str:
        """The restore whose database would be replaced."""
        current = self._database_in_use()
        return str(current.restore_id) if current else "none"

    @property
    def overtaken(self) -> bool:
        """While it waited, another restore came into use."""
        return self.in_use_before not in ("", "none", self.in_use)

    def _database_in_use(self) -> RestoredDatabase | None:
        rows = RestoredDatabase.objects.filter(customer=self.customer, kind=self.kind)
        return rows.select_related("restore__backup").filter(dropped_at=None).first()

    def _of_the_database_in_use(self) -> Iterator[Question]:
        current = self._database_in_use()
        if current is None:
            return
        if self.dated and current.dated and self.dated < current.dated:
            yield Question(
                "older",
                f"This backup is from {day(self.dated)}, which is older than the "
                f"database in use ({day(current.dated)}).",
            )
        elif self.overtaken:
            yield Question(
                "overtaken",
                f"While this restore was waiting, {current.restore.name} was restored. "
                "The database in use is newer than this question.",
            )
        if smaller := how_much_smaller(self.plan, current.restore):
            yield Question(
                "smaller",
                f"This backup is much smaller than the database in use: {smaller}.",
            )

    def _of_the_same_file(self) -> Iterator[Question]:
        sha256 = self.plan["sha256"]
        before = Restore.objects.filter(
            customer=self.customer, backup__sha256=sha256, job__state=JobState.DONE
        )
        if last := before.select_related("job").order_by("-created_at").first():
            yield Question(
                "again",
                f"The same file was already restored for {self.customer} on "
                f"{day(last.created_at.date())}.",
            )
        # Which customer's it is, the person who is asked may not be allowed to know.
        others = Backup.objects.filter(sha256=sha256).exclude(customer=self.customer)
        if others.exists():
            yield Question(
                "elsewhere",
                "The same file is already known as another customer’s backup.",
            )

    def _of_the_plan(self) -> Iterator[Question]:
        consistency = self.plan.get("consistency")
        if consistency and (warning := Consistency(consistency).warning):
            yield Question(consistency, warning)
        if self.plan.get("sandbox") is False:
            yield Question("no_sandbox", NO_SANDBOX)
        notes = zip(self.plan["note_codes"], self.plan["notes"], strict=True)
        for code, sentence in notes:
            if code in TO_CONFIRM:
                yield Question(code, sentence)


@shown_in("")  # it is kept with the plan
def how_much_smaller(plan: dict[str, Any], current: Restore) -> str:
    """Less than half, of anything that is known of both."""
    was = current.result
    tables, rows = len(plan["tables"]), plan.get("rows")
    if 2 * tables < was["tables"]:
        return f"{tables} tables instead of {was['tables']}"
    if rows is not None and 2 * rows < was["rows"]:
        return f"{rows:,} rows instead of {was['rows']:,}"
    packed_alike = all(
        plan[key] == current.plan.get(key) for key in ("format", "wrappers")
    )
    if packed_alike and current.backup and 2 * plan["size"] < current.backup.size:
        return f"{size_text(plan['size'])} instead of {size_text(current.backup.size)}"
    return ""


def day(value: date) -> str:
    return date_format(value, "j M Y")
