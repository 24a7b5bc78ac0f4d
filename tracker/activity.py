"""What happened lately, in a line each: who did what, to what, and when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Max, Model, QuerySet
from django.utils.formats import date_format

from customers.models import Customer
from phases.models import MigrationData, Phase
from projects.models import Project
from restore.models import Restore
from tracker.history import VERBS, actors, events
from tracker.models import User

LOOKED_THROUGH = 5000  # changes of a kind: however long the history, this is the end
SHOWN = 12


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    verb: str
    noun: str
    day: str  # of a measurement
    subject: str
    url: str
    times: int = 1

    @property
    def what(self) -> str:
        if self.times > 1 and self.day:
            return f"{self.verb} {self.times} {self.noun}s of"
        return f"{self.verb} the {self.noun}{self.day and f' of {self.day} of'}"


def recent(user: User, limit: int = SHOWN) -> list[Line]:
    """Of what the user may see, newest first; the same many times is one line."""
    found = [event for rows in _rows(user, 4 * limit) for event in rows]
    found.sort(key=lambda event: event.pgh_created_at, reverse=True)
    names, there = actors(found), _still_there(found)
    lines = [
        _line(event, actor, there) for event, actor in zip(found, names, strict=True)
    ]
    return list(_counted(lines))[:limit]


def _rows(user: User, limit: int) -> Iterator[list[Any]]:
    """By what they belong to: that is still there when they are gone."""
    customers = Customer.objects.for_user(user)
    projects = Project.objects.for_user(user)
    whose: list[tuple[type[Model], str, QuerySet[Any]]] = [
        (MigrationData, "phase_id", Phase.objects.for_user(user)),
        (Phase, "project_id", projects),
        (Project, "customer_id", customers),
        (Customer, "pgh_obj_id", customers),
        (Restore, "customer_id", customers),
    ]
    for model, field, visible in whose:
        rows = events(model)
        newest = rows.aggregate(newest=Max("pgh_id"))["newest"] or 0
        rows = rows.filter(pgh_id__gt=newest - LOOKED_THROUGH)
        if not user.sees_everything:
            rows = rows.filter(**{f"{field}__in": visible.values("pk")})
        with_phase = ("phase",) if model is MigrationData else ()
        found = rows.select_related("pgh_context", *with_phase)
        yield list(found.order_by("-pgh_id")[:limit])


def _subject(event: Any) -> tuple[Any, UUID]:
    """What a change is shown as one of: of a measurement, its phase."""
    model = event.pgh_tracked_model
    if model is MigrationData:
        return Phase, event.phase_id
    return model, event.pgh_obj_id


def _still_there(found: list[Any]) -> set[UUID]:
    ids: dict[Any, set[UUID]] = {m: set() for m in (Phase, Project, Customer, Restore)}
    for event in found:
        model, pk = _subject(event)
        ids[model].add(pk)
    return {
        pk
        for model, some in ids.items()
        for pk in model._default_manager.filter(pk__in=some).values_list(
            "pk", flat=True
        )
    }


def _line(event: Any, actor: str, there: set[UUID]) -> Line:
    model, pk = _subject(event)
    measured = event.pgh_tracked_model is MigrationData
    row = event.phase if measured else event
    return Line(
        at=event.pgh_created_at,
        actor=actor,
        verb=VERBS[event.pgh_label],
        noun=str(event.pgh_tracked_model._meta.verbose_name),
        day=date_format(event.timestamp) if measured else "",
        subject=getattr(row, "name", "") or getattr(row, "database", ""),
        url=model(pk=pk).get_absolute_url() if pk in there else "",
    )


def _counted(lines: Iterable[Line]) -> Iterator[Line]:
    def same(line: Line) -> tuple[str, ...]:
        return line.actor, line.verb, line.noun, line.subject, line.url

    for _, group in groupby(lines, key=same):
        first, *more = group
        yield replace(first, times=1 + len(more))
