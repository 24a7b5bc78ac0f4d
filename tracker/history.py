"""Who changed what, when: the context of each change, and reading it back."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import pghistory.middleware
from django.contrib.auth import get_user_model
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from pghistory import runtime
from structlog.contextvars import get_contextvars

from tracker.logs import without_secret

BOOKKEEPING = {"id", "created_at", "updated_at", "figures_at", "edited_at"}
MACHINE = "Migration Tracker"  # did what no person and no command did
VERBS = {
    "insert": "created",
    "update": "changed",
    "delete": "deleted",
    "download": "downloaded",
    "login": "logged in",
    "logout": "logged out",
    "factor_added": "added a second factor",
    "factor_removed": "removed a second factor",
    "codes_made": "made recovery codes",
    "sessions_ended": "ended sessions",
    "role": "changed the role of",
}


class HistoryMiddleware(pghistory.middleware.HistoryMiddleware):
    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        request_id = get_contextvars().get("request_id", "")
        door = "admin" if request.path.startswith("/admin/") else "web"
        context = super().get_context(request)
        url = without_secret(context["url"])
        return {**context, "url": url, "request": request_id, "door": door}


@dataclass(frozen=True)
class Change:
    field: str
    before: Any
    after: Any
    related: Any = None  # the model whose ids these are
    name: str = ""  # of the field itself; `field` is its label


@dataclass(frozen=True)
class Entry:
    """One line of an object's history."""

    id: int
    at: datetime
    actor: str
    verb: str
    what: str
    reason: str
    changes: list[Change]
    event: Any
    undo_url: str = ""

    @property
    def door(self) -> str:
        """The way it came in: web, admin, command, worker or reconciler."""
        return str(_metadata(self.event).get("door", ""))

    @property
    def job(self) -> str:
        """The id of the job that did it."""
        return str(_metadata(self.event).get("job", ""))


@contextmanager
def because(reason: str) -> Iterator[None]:
    """The changes within have this reason, and others of the same request have not.

    A context of pghistory's is one row, whose last metadata count; so this is one of
    its own.
    """
    with pghistory.context() as outer:
        metadata = {**outer.metadata, "reason": reason}
        runtime._tracker.value = runtime.Context(uuid4(), metadata)
        try:
            yield
        finally:
            runtime._tracker.value = outer


def events(model: type[Model]) -> QuerySet[Any]:
    """Everything that happened to the rows of a tracked model."""
    return model.pgh_event_model._default_manager.all()  # type: ignore[attr-defined,no-any-return]


Parts = Callable[[Any], list[Entry]]

_parts: dict[type[Model], list[Parts]] = defaultdict(list)


def history_includes(model: type[Model], parts: Parts) -> None:
    """The history of a row of `model` also shows these entries of a higher room."""
    _parts[model].append(parts)


def history_of(row: Model) -> list[Entry]:
    own = history(events(type(row)).filter(pgh_obj_id=row.pk))
    return merged(own, *(parts(row) for parts in _parts[type(row)]))


def history(events: QuerySet[Any], *, limit: int = 50) -> list[Entry]:
    """The latest entries of an event queryset, newest first, with what they changed."""
    latest = events.select_related("pgh_context").order_by("-pgh_id")
    page = list(latest[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    before, names = earlier_on(page, more=more), usernames(page)
    return [entry(event, before.get(event.pgh_id), names) for event in page]


def earlier_on(page: list[Any], *, more: bool) -> dict[int, Any]:
    """The one before each change, by its id: on the page too, unless there are more."""
    before: dict[int, Any] = {}
    last: dict[Any, Any] = {}
    for event in reversed(page):
        if earlier := last.get(event.pgh_obj_id):
            before[event.pgh_id] = earlier
        last[event.pgh_obj_id] = event
    changes = (event.pgh_id for event in page if event.pgh_label == "update")
    unknown = [pk for pk in changes if pk not in before]
    if more and unknown:
        rows = with_previous(page[0].__class__.objects.filter(pgh_id__in=unknown))
        found = list(rows)
        previous = previous_of(found)
        before |= {row.pgh_id: previous.get(row.previous_id) for row in found}
    return before


def with_previous(events: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the id of the one before, of events that need not follow each other."""
    earlier = events.model.objects.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    )
    before = Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1])
    return events.annotate(previous_id=before)


def previous_of(page: list[Any]) -> dict[int, Any]:
    """Those before some events of one model, by their ids."""
    if not page:
        return {}
    model, unread = type(page[0]), page[0].get_deferred_fields()
    ids = [event.previous_id for event in page if event.previous_id]
    earlier = model._default_manager.defer(*unread)
    return dict(earlier.in_bulk(ids, field_name="pgh_id"))


def merged(*histories: list[Entry], limit: int = 50) -> list[Entry]:
    """Histories of several models as one, newest first."""
    entries = [entry for each in histories for entry in each]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def usernames(events: list[Any]) -> dict[str, str]:
    ids = [user for event in events if (user := _metadata(event).get("user"))]
    users = get_user_model().objects.filter(pk__in=ids).values_list("pk", "username")
    return {str(pk): username for pk, username in users}


def _actor(event: Any, names: dict[str, str]) -> str:
    metadata = _metadata(event)
    user = metadata.get("user")
    if user:
        return names.get(user, "a deleted user")
    return metadata.get("command") or metadata.get("actor") or MACHINE


def _metadata(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def entry(event: Any, previous: Any, names: dict[str, str]) -> Entry:
    metadata = _metadata(event)
    return Entry(
        id=event.pgh_id,
        at=event.pgh_created_at,
        actor=_actor(event, names),
        verb=VERBS[event.pgh_label],
        what=event.pgh_tracked_model._meta.verbose_name,
        reason=metadata.get("reason", ""),
        changes=list(_changes(event, previous)) if previous else [],
        event=event,
    )


def _changes(event: Any, previous: Any) -> Iterator[Change]:
    model: type[Model] = event.pgh_tracked_model
    if event.pgh_label != "update":
        return
    for field in model._meta.concrete_fields:
        if field.name in BOOKKEEPING or field.attname not in event.__dict__:
            continue
        before, after = getattr(previous, field.attname), getattr(event, field.attname)
        if before != after:
            label, related = str(field.verbose_name), field.related_model
            yield Change(label, before, after, related, field.name)
