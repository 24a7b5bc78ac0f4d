"""All activity: who did what, to what, when and why."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby, islice

from customers.models import Customer
from overview.activity.kinds import kind_of
from overview.activity.lines import Line, brief_lines_of
from overview.activity.trail import Query, page_of
from phases.models import MigrationData, Phase
from projects.models import Project
from restore.models import Restore
from tracker.models import User

SHOWN = 12
AT_HOME = (Customer, Project, Phase, MigrationData, Restore)


def recent(user: User, limit: int = SHOWN) -> list[Line]:
    """Of what matters most, latest first; repetitions are one line."""
    kinds = [kind_of(model) for model in AT_HOME]
    page = page_of(user, Query(kinds), size=4 * limit)
    return list(islice(_counted(brief_lines_of(page.keys, user, kinds)), limit))


def _counted(lines: Iterable[Line]) -> Iterator[Line]:
    def same(line: Line) -> tuple[str, ...]:
        return line.actor, line.verb, line.noun, line.subject, line.url

    for _, group in groupby(lines, key=same):
        first, *more = group
        yield replace(first, times=1 + len(more))
