"""The kinds of job: functions that the apps register in their tasks.py.

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
class JobKind:
    name: str
    label: str
    queue: str
    deadline: timedelta
    stages_now: Callable[[], tuple[str, ...]]
    work: Work
    again: Again | None
    page: Page | None
    then: Page | None

    @property
    def stages(self) -> tuple[str, ...]:
        return self.stages_now()


class UnknownKindError(LookupError):
    pass


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    queue: str = "quick",
    label: str = "",
    deadline: timedelta = timedelta(minutes=10),
    stages: tuple[str, ...] | Callable[[], tuple[str, ...]] = (),
    again: Again | None = None,
    page: Page | None = None,
    then: Page | None = None,
) -> Callable[[Work], Work]:
    """`again(job, by)` creates the retry where the same input would be wrong.

    `page(job)` is the address of what the job works on, found without a query.
    `then(job)` is where a person who watched it to its end may want to continue.
    `stages` may be a function where they depend on what else is installed.
    """
    if deadline.total_seconds() >= settings.CELERY_TASK_TIME_LIMIT:
        raise ValueError(f"{name}: CELERY_TASK_TIME_LIMIT is before its deadline.")

    def register(work: Work) -> Work:
        title = label or name.replace("_", " ").capitalize()
        now = stages if callable(stages) else lambda: stages
        _kinds[name] = JobKind(
            name, title, queue, deadline, now, work, again, page, then
        )
        return work

    return register


def find(name: str) -> JobKind:
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(
            f"The job type “{name}” does not exist in this version."
        ) from None


def label(name: str) -> str:
    """Also for kinds that only earlier versions had."""
    try:
        return find(name).label
    except UnknownKindError:
        return name.replace("_", " ").capitalize()


def page(job: Any) -> str:
    """The page of what the job works on; empty where its kind has none."""
    return _address(job, lambda kind: kind.page)


def next_page(job: Any) -> str:
    """Where to continue when it is done; empty where its kind has nothing next."""
    return _address(job, lambda kind: kind.then)


def _address(job: Any, of: Callable[[JobKind], Page | None]) -> str:
    try:
        address = of(find(job.kind))
    except UnknownKindError:
        return ""
    return address(job) if address else ""


def choices() -> list[tuple[str, str]]:
    return sorted(
        ((kind.name, kind.label) for kind in _kinds.values()), key=lambda pair: pair[1]
    )
