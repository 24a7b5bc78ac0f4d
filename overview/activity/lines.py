"""Changes as lines that people read: who did what, to what, and of whom it is."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import JSONField, Model, QuerySet
from django.urls import reverse
from django.utils.formats import date_format

from jobs.kinds import label
from jobs.models import Job
from overview.activity.kinds import Kind, all_kinds, kind_of, way_to_customer
from overview.activity.trail import Key
from tracker.history import (
    VERBS,
    Change,
    Entry,
    entry,
    previous_of,
    usernames,
    with_previous,
)
from tracker.models import User

ACCESS = "customers.customeraccess"
GONE = "one that is gone"
NO_ID = 0
NOBODY = UUID(int=0)
NAMES = ("name", "username")
# Pages that not everybody may open who sees that something happened to their rows.
PAGE_NEEDS = {"phases.measurementimport": "phases.add_migrationdata"}
# What tells one of several from another, where that is not what the row calls itself.
TELLS: dict[str, Callable[[Any], str]] = {
    "phases.migrationdata": lambda row: f"of {date_format(row.timestamp)}",
    "phases.phasenote": lambda row: f"“{row}”",
    "jobs.job": lambda row: label(row.kind),
}
NOTHING_TO_TELL = {"restore.serverassignment", "gather.origin"}


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    door: str
    job_url: str
    verb: str
    noun: str
    detail: str  # which of the subject's: a day, a file
    subject: str
    url: str
    place: str  # whose it is, from the customer down
    reason: str = ""
    changes: list[Change] = field(default_factory=list)
    belongs: bool = False  # to the subject, rather than being it
    times: int = 1

    @property
    def what(self) -> str:
        if self.verb == VERBS["login"]:
            return self.verb
        if self.times > 1 and self.detail:
            return f"{self.verb} {self.times} {self.noun}s of"
        detail = f" {self.detail}" if self.detail else ""
        of = " of" if self.belongs and self.subject else ""
        return f"{self.verb} the {self.noun}{detail}{of}"


def lines_of(keys: list[Key], user: User) -> list[Line]:
    """In the order of the keys, with what was changed."""
    ids = by_kind(keys)
    events = {
        kind: list(with_previous(events_of(kind, some))) for kind, some in ids.items()
    }
    before = {kind: previous_of(found) for kind, found in events.items()}
    return told(keys, events, before, user)


def brief_lines_of(keys: list[Key], user: User, kinds: list[Kind]) -> list[Line]:
    """Without what was changed.

    Each of the kinds is asked for, came there something of it or not: so many questions
    it is always.
    """
    ids = {kind: [NO_ID] for kind in kinds} | by_kind(keys)
    events = {kind: list(events_of(kind, some)) for kind, some in ids.items()}
    return told(keys, events, {}, user)


def by_kind(keys: list[Key]) -> dict[Kind, list[int]]:
    ids: dict[Kind, list[int]] = defaultdict(list)
    for key in keys:
        ids[all_kinds()[key.rank]].append(key.id)
    return ids


def events_of(kind: Kind, ids: list[int]) -> QuerySet[Any]:
    """Without plans, results and the like, which are long and nobody's field."""
    fields = kind.model.pgh_event_model._meta.concrete_fields
    long = [each.name for each in fields if isinstance(each, JSONField)]
    events = kind.events.filter(pgh_id__in=ids).defer(*long)
    return events.select_related("pgh_context")


def told(
    keys: list[Key],
    events: dict[Kind, list[Any]],
    before: dict[Kind, dict[int, Any]],
    user: User,
) -> list[Line]:
    names = usernames([event for found in events.values() for event in found])
    entries = {}
    for kind, found in events.items():
        for event in found:
            previous = before[kind].get(event.previous_id) if before else None
            entries[kind.rank, event.pgh_id] = kind, entry(event, previous, names)
    both = [entries[key.rank, key.id] for key in keys if (key.rank, key.id) in entries]
    known = Known.of(both, list(events), user)
    return [known.line(kind, each) for kind, each in both]


@dataclass(frozen=True)
class Known:
    """What is still there of the rows that some changes are about."""

    parents: dict[Any, dict[UUID, Any]]
    there: dict[Any, set[UUID]]
    names: dict[Any, dict[UUID, str]]
    jobs: set[UUID]
    user: User

    @classmethod
    def of(
        cls, found: list[tuple[Kind, Entry]], kinds: list[Kind], user: User
    ) -> "Known":
        above = {kind.parent.related_model: {NOBODY} for kind in kinds if kind.parent}
        rows = {kind.model: {NOBODY} for kind in kinds if kind.has_page}
        names: dict[Any, set[UUID]] = defaultdict(set)
        for kind, line in found:
            if kind.parent is not None:
                above[kind.parent.related_model].add(parent_id(kind, line))
            if kind.has_page:
                rows[kind.model].add(line.event.pgh_obj_id)
            if kind.label == ACCESS:
                names[User].add(line.event.user_id)
            for change in line.changes:
                if name_of(change.related):
                    names[change.related] |= {change.before, change.after}
        return cls.read(above, rows, names, jobs_of(found), user)

    @classmethod
    def read(
        cls,
        above: dict[Any, set[UUID]],
        rows: dict[Any, set[UUID]],
        names: dict[Any, set[UUID]],
        jobs: set[UUID],
        user: User,
    ) -> "Known":
        """A question for each model."""
        parents = {
            model: with_customer(model, pks | rows.pop(model, set()))
            for model, pks in above.items()
        }
        there = {m: still_there(m._default_manager, pks) for m, pks in rows.items()}
        return cls(
            parents=parents,
            there={**there, **{model: set(found) for model, found in parents.items()}},
            names={model: named(model, pks) for model, pks in names.items()},
            jobs=still_there(Job.objects.for_user(user), jobs),
            user=user,
        )

    def line(self, kind: Kind, entry: Entry) -> Line:
        event = entry.event
        parent = self.parent(kind, entry)
        told = self.whose(event) if kind.label == ACCESS else tell(kind, event)
        if kind.has_page:
            detail, subject = "", told or str(kind.noun)
            url = self.page(kind, event.pgh_obj_id)
            above = chain(parent)
        else:
            detail = told
            subject = str(parent) if parent else (GONE if kind.parent else "")
            url = parent.get_absolute_url() if parent else ""
            above = chain(parent)[:-1]
        return Line(
            at=entry.at,
            actor=entry.actor,
            door=entry.door,
            job_url=self.job_page(entry),
            verb=entry.verb,
            noun=kind.noun,
            detail=detail,
            subject=subject,
            url=url,
            place=" · ".join(map(str, above)),
            reason=entry.reason,
            belongs=not kind.has_page,
            changes=[c for each in entry.changes if (c := self.named(each))],
        )

    def parent(self, kind: Kind, entry: Entry) -> Any:
        if kind.parent is None:
            return None
        return self.parents[kind.parent.related_model].get(parent_id(kind, entry))

    def whose(self, event: Any) -> str:
        return f"of {self.names[User].get(event.user_id, 'a removed user')}"

    def page(self, kind: Kind, pk: UUID) -> str:
        needs = PAGE_NEEDS.get(kind.label)
        may_open = not needs or self.user.has_perm(needs)
        if not may_open or pk not in self.there[kind.model]:
            return ""
        return str(kind.model(pk=pk).get_absolute_url())

    def job_page(self, entry: Entry) -> str:
        known = entry.job and UUID(entry.job) in self.jobs
        return reverse("jobs:detail", args=[entry.job]) if known else ""

    def named(self, change: Change) -> Change | None:
        """With names for ids; nothing where ids are all there is to say."""
        if change.related is None:
            return change
        if change.related not in self.names:
            return None
        names = self.names[change.related]
        before, after = (
            None if pk is None else names.get(pk, GONE)
            for pk in (change.before, change.after)
        )
        return replace(change, before=before, after=after)


def jobs_of(found: list[tuple[Kind, Entry]]) -> set[UUID]:
    return {UUID(entry.job) for _, entry in found if entry.job}


def tell(kind: Kind, event: Any) -> str:
    """What a row called itself when it was changed."""
    if kind.label in NOTHING_TO_TELL:
        return ""
    names = [field.attname for field in kind.model._meta.concrete_fields]
    kept = event.__dict__
    row = kind.model(**{name: kept[name] for name in names if name in kept})
    return TELLS.get(kind.label, str)(row)


def parent_id(kind: Kind, entry: Entry) -> Any:
    return getattr(entry.event, kind.parent.attname) if kind.parent else None


def with_customer(model: Any, pks: Iterable[UUID]) -> dict[UUID, Any]:
    path = way_to_customer(model).removesuffix("__")
    rows = model._default_manager.filter(pk__in=pks)
    return (rows.select_related(path) if path else rows).in_bulk()


def still_there(rows: Any, pks: set[UUID]) -> set[UUID]:
    return set(rows.filter(pk__in=pks).values_list("pk", flat=True))


def chain(row: Any) -> list[Any]:
    """The customer, and what leads from it down to the row."""
    if row is None:
        return []
    parent = kind_of(type(row)).parent
    return [*chain(getattr(row, parent.name) if parent else None), row]


def name_of(model: type[Model] | None) -> str:
    """The field that has its name, if it is called by one."""
    for name in NAMES if model else ():
        try:
            return str(model._meta.get_field(name).name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
    return ""


def named(model: Any, pks: set[UUID]) -> dict[UUID, str]:
    rows = model._default_manager.filter(pk__in=pks - {None})
    return dict(rows.values_list("pk", name_of(model)))
