"""What can be done in a job: functions that the apps register in their tasks.py.

    @job_kind("restore", queue="restore", label="Restore", deadline=timedelta(hours=12),
              stages=("Identify", "Plan", "Load"))
    def restore(run: Run) -> dict: ...

The function gets the Run, does the work and gives the result, which goes into the row
as JSON. What it raises decides how the job ends (see errors.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

# Of a Run; of a Job and a user; of a Job. All of those know the kinds.
Work = Callable[[Any], dict[str, Any] | None]
Again = Callable[[Any, Any], Any]
Page = Callable[[Any], str]


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    queue: str
    deadline: timedelta
    stages_now: Callable[[], tuple[str, ...]]
    work: Work
    again: Again | None
    page: Page | None

    @property
    def stages(self) -> tuple[str, ...]:
        return self.stages_now()


class UnknownKindError(LookupError):
    pass


_kinds: dict[str, Kind] = {}


def job_kind(
    name: str,
    *,
    queue: str = "quick",
    label: str = "",
    deadline: timedelta = timedelta(minutes=10),
    stages: tuple[str, ...] | Callable[[], tuple[str, ...]] = (),
    again: Again | None = None,
    page: Page | None = None,
) -> Callable[[Work], Work]:
    """`again(job, by)` makes a job once more where the same input will not do.

    `page(job)` is the address of what it works on, told without asking the database.
    `stages` may be a function, where they depend on what else is installed.
    """
    if deadline.total_seconds() >= settings.CELERY_TASK_TIME_LIMIT:
        raise ValueError(f"{name}: CELERY_TASK_TIME_LIMIT is before its deadline.")

    def register(work: Work) -> Work:
        shown = label or name.replace("_", " ").capitalize()
        now = stages if callable(stages) else lambda: stages
        _kinds[name] = Kind(name, shown, queue, deadline, now, work, again, page)
        return work

    return register


def find(name: str) -> Kind:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(f"No installed app does {name!r}.") from None


def label(name: str) -> str:
    """Also for what earlier versions did."""
    try:
        return find(name).label
    except UnknownKindError:
        return name.replace("_", " ").capitalize()


def page(job: Any) -> str:
    """Of what the job works on; nothing where its kind has no such page."""
    try:
        known = find(job.kind).page
    except UnknownKindError:
        return ""
    return known(job) if known else ""


def choices() -> list[tuple[str, str]]:
    return sorted(
        ((kind.name, kind.label) for kind in _kinds.values()), key=lambda pair: pair[1]
    )
