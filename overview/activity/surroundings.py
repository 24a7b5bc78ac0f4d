"""What still exists of the rows that some changes are about, and what it is called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from jobs.models import Job
from overview.activity.kinds import Kind, kind_of, way_to_customer
from tracker.history import Change, Entry
from tracker.models import User

NO_ROW = UUID(int=0)
NAMES = ("name", "username")


@dataclass(frozen=True)
class Surroundings:
    """Read for a page of changes at once."""

    parents: dict[Any, dict[UUID, Any]]  # rows by model and id
    existing: dict[Any, set[UUID]]
    names: dict[Any, dict[UUID, str]]
    jobs: set[UUID]
    user: User

    @classmethod
    def of(
        cls, entries: list[tuple[Kind, Entry]], kinds: list[Kind], user: User
    ) -> "Surroundings":
        above: dict[Any, set[UUID]] = {
            field.related_model: {NO_ROW} for kind in kinds for field in kind.above
        }
        rows = {kind.model: {NO_ROW} for kind in kinds if kind.has_page}
        names: dict[Any, set[UUID]] = defaultdict(set)
        for kind, entry in entries:
            if kind.parent:
                above[_parent_model(kind, entry)].add(_parent_id(kind, entry))
            if kind.has_page:
                rows[kind.model].add(entry.event.pgh_obj_id)
            if kind.person:
                names[kind.person.related_model].add(_person_id(kind, entry))
            for change in entry.changes:
                if _name_field(change.related):
                    names[change.related] |= {change.before, change.after}
        return cls._read(above, rows, names, _jobs_of(entries), user)

    @classmethod
    def _read(
        cls,
        above: dict[Any, set[UUID]],
        rows: dict[Any, set[UUID]],
        names: dict[Any, set[UUID]],
        jobs: set[UUID],
        user: User,
    ) -> "Surroundings":
        """One query for each model."""
        parents = {
            model: _with_customer(model, pks | rows.pop(model, set()))
            for model, pks in above.items()
        }
        existing = {m: _existing(m._default_manager, pks) for m, pks in rows.items()}
        return cls(
            parents=parents,
            existing=existing | {model: set(by_id) for model, by_id in parents.items()},
            names={model: _names_by_id(model, pks) for model, pks in names.items()},
            jobs=_existing(Job.objects.for_user(user), jobs),
            user=user,
        )

    def parent(self, kind: Kind, entry: Entry) -> Any:
        if kind.parent is None:
            return None
        return self.parents[_parent_model(kind, entry)].get(_parent_id(kind, entry))

    def parent_name(self, kind: Kind, entry: Entry) -> str:
        parent = self.parent(kind, entry)
        return str(parent) if parent else _deleted(_parent_model(kind, entry))

    def person(self, kind: Kind, entry: Entry) -> str:
        model = kind.person.related_model
        return self.names[model].get(_person_id(kind, entry), _deleted(model))

    def page(self, kind: Kind, pk: UUID) -> str:
        needs = kind.activity.page_permission
        may_open = kind.has_page and (not needs or self.user.has_perm(needs))
        if not may_open or pk not in self.existing[kind.model]:
            return ""
        return str(kind.model(pk=pk).get_absolute_url())

    def has_job(self, job: str) -> bool:
        return UUID(job) in self.jobs

    def with_names(self, change: Change) -> Change | None:
        """With names for ids; None where there is nothing but ids."""
        if change.related is None:
            return change
        if change.related not in self.names:
            return None
        names = self.names[change.related]
        before, after = (
            None if pk is None else names.get(pk, _deleted(change.related))
            for pk in (change.before, change.after)
        )
        return replace(change, before=before, after=after)


def text_of(kind: Kind, event: Any) -> str:
    """What a row called itself when it was changed."""
    if kind.activity.text is None:
        return ""
    names = [field.attname for field in kind.model._meta.concrete_fields]
    kept = event.__dict__
    row = kind.model(**{name: kept[name] for name in names if name in kept})
    return kind.activity.text(row)


def chain(row: Any) -> list[Any]:
    """The customer, and what leads from it down to the row."""
    if row is None:
        return []
    parent = kind_of(type(row)).parent
    return [*chain(getattr(row, parent.name) if parent else None), row]


def _deleted(model: type[Model]) -> str:
    return f"a deleted {model._meta.verbose_name}"


def _jobs_of(entries: list[tuple[Kind, Entry]]) -> set[UUID]:
    return {UUID(entry.job) for _, entry in entries if entry.job}


def _parent_model(kind: Kind, entry: Entry) -> Any:
    return kind.nearest(entry.event).related_model


def _parent_id(kind: Kind, entry: Entry) -> Any:
    return getattr(entry.event, kind.nearest(entry.event).attname)


def _person_id(kind: Kind, entry: Entry) -> Any:
    return getattr(entry.event, kind.person.attname)


def _with_customer(model: Any, pks: Iterable[UUID]) -> dict[UUID, Any]:
    path = way_to_customer(model).removesuffix("__")
    rows = model._default_manager.filter(pk__in=pks)
    return (rows.select_related(path) if path else rows).in_bulk()


def _existing(rows: Any, pks: set[UUID]) -> set[UUID]:
    return set(rows.filter(pk__in=pks).values_list("pk", flat=True))


def _name_field(model: type[Model] | None) -> str:
    """The field with the name of its rows, if it has one."""
    for name in NAMES if model else ():
        try:
            return str(model._meta.get_field(name).name)  # type: ignore[union-attr]
        except FieldDoesNotExist:
            continue
    return ""


def _names_by_id(model: Any, pks: set[UUID]) -> dict[UUID, str]:
    rows = model._default_manager.filter(pk__in=pks - {None})
    return dict(rows.values_list("pk", _name_field(model)))
