"""One page of everything that happened, latest first.

There is no table of it: each kind of thing has its history in a table of its own,
with an index by time. A page takes a few rows from the head of each and merges them.

Rows that a filter hides cost time too. So a page looks through LOOKED_THROUGH changes
of each kind, and no further: then it says how far it got, and the next page continues
from there.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from pghistory.models import Context

from customers.models import Customer
from overview.activity.kinds import Kind
from tracker.history import MACHINE
from tracker.models import User
from tracker.paging import SIZE, Cursor

LOOKED_THROUGH = 10_000
NAMES = 200  # users whom one text can mean
LARGEST_ID = 2**31 - 1


class Key(NamedTuple):
    """The place of a change among all others."""

    at: datetime
    rank: int
    id: int

    def beyond(self, rank: int, *, newer: bool) -> Any:
        """The changes of a kind that come after this one, looking one way."""
        if rank == self.rank:
            row = Func(F("pgh_created_at"), F("pgh_id"), template="(%(expressions)s)")
            mine = Func(Value(self.at), Value(self.id), template="(%(expressions)s)")
            return Func(
                row,
                mine,
                template="%(expressions)s",
                arg_joiner=" > " if newer else " < ",
                output_field=BooleanField(),
            )
        level = "e" if (rank > self.rank) == newer else ""
        return Q(**{f"pgh_created_at__{'gt' if newer else 'lt'}{level}": self.at})

    def just_before(self, *, newer: bool) -> "Key":
        """The key from which, looking one way, this one is the next."""
        return self._replace(id=self.id + (-1 if newer else 1))


@dataclass(frozen=True)
class Query:
    """What to look for; each of these may be empty."""

    kinds: list[Kind]
    verb: str = ""
    who: str = ""
    customer: Customer | None = None
    since: datetime | None = None
    before: datetime | None = None

    @property
    def days(self) -> Q:
        since = Q(pgh_created_at__gte=self.since) if self.since else Q()
        return since & Q(pgh_created_at__lt=self.before) if self.before else since


@dataclass(frozen=True)
class Page:
    keys: list[Key] = field(default_factory=list)
    next: str = ""
    previous: str = ""
    looked_to: datetime | None = None  # there may be more beyond


@dataclass(frozen=True)
class Branch:
    """The history of one kind: all of it, and the condition of the query."""

    rank: int
    events: QuerySet[Any]
    condition: Q

    def after(self, key: Key | None, *, newer: bool) -> "Branch":
        if key is None:
            return self
        events = self.events.filter(key.beyond(self.rank, newer=newer))
        return Branch(self.rank, events, self.condition)


def page_of(user: User, query: Query, *, cursor: str = "", size: int = SIZE) -> Page:
    start, newer = decoded(cursor)
    branches = [b.after(start, newer=newer) for b in branches_of(user, query)]
    if any(branch.condition for branch in branches):
        end = horizon(branches, newer=newer)
        near = [b.after(end, newer=not newer) for b in branches] if end else branches
    else:
        end, near = None, branches
    filtered = [(b, b.events.filter(b.condition)) for b in near]
    keys = merged(filtered, slice(0, size + 1), newer=newer)
    if newer and not keys and not end:  # nothing came since
        return page_of(user, query, size=size)
    more, keys = len(keys) > size, keys[:size]
    # The way on: from the last one shown, else from where looking ended.
    onward = keys[-1] if more else end and end.just_before(newer=newer)
    looked_to = end.at if end and not more else None
    backward = keys[0] if keys else start and start.just_before(newer=not newer)
    if newer:
        return Page(
            keys[::-1],
            next=encoded(backward, newer=False),
            previous=encoded(onward, newer=True),
            looked_to=looked_to,
        )
    return Page(
        keys,
        next=encoded(onward, newer=False),
        previous=encoded(backward if start else None, newer=True),
        looked_to=looked_to,
    )


def branches_of(user: User, query: Query) -> list[Branch]:
    condition = Q(pgh_label=query.verb) if query.verb else Q()
    if query.who:
        condition &= by(query.who)
    return [
        Branch(kind.rank, kind.events.filter(query.days), visible & condition)
        for kind in query.kinds
        if (visible := kind.visible(user, query.customer)) is not None
    ]


def by(who: str) -> Q:
    """Users and commands whose name contains the text, or the job with this id.

    A subquery for each change that is looked at: with a join, a planner may start with
    all contexts of a user, however many these are.
    """
    users = User.objects.filter(username__icontains=who).order_by("username")
    ids = [str(pk) for pk in users.values_list("pk", flat=True)[:NAMES]]
    meant = Q(metadata__user__in=ids) | Q(metadata__command__icontains=who)
    with suppress(ValueError):
        meant |= Q(metadata__job=str(UUID(who)))
    context = Context.objects.filter(pk=OuterRef("pgh_context_id"))
    is_meant = ExpressionWrapper(meant, output_field=BooleanField())
    hit = Q(Subquery(context.values(hit=is_meant), output_field=BooleanField()))
    if who.lower() in MACHINE.lower():
        hit |= Q(pgh_context=None)
    return hit


def horizon(branches: list[Branch], *, newer: bool) -> Key | None:
    """Where looking has to end, as one kind has LOOKED_THROUGH changes up to there."""
    at = slice(LOOKED_THROUGH, LOOKED_THROUGH + 1)
    keys = merged([(b, b.events) for b in branches], at, newer=newer)
    return keys[0] if keys else None


def merged(
    branches: Iterable[tuple[Branch, QuerySet[Any]]], part: slice, *, newer: bool
) -> list[Key]:
    """A part of each kind's changes, as one."""
    sign = "" if newer else "-"
    order = (f"{sign}pgh_created_at", f"{sign}rank", f"{sign}pgh_id")
    parts = [
        events.annotate(rank=Value(branch.rank, IntegerField()))
        .order_by(order[0], order[2])
        .values_list("pgh_created_at", "rank", "pgh_id")[part]
        for branch, events in branches
    ]
    if len(parts) > 1:
        rows = parts[0].union(*parts[1:], all=True).order_by(*order)
        parts = [rows[: part.stop - part.start]]
    return [Key(*row) for rows in parts for row in rows]


def encoded(key: Key | None, *, newer: bool) -> str:
    if key is None:
        return ""
    return Cursor([key.at.isoformat(), key.rank], str(key.id), newer).encode()


def decoded(text: str) -> tuple[Key | None, bool]:
    """Where a page starts, and which way it looks; anything else is the first page."""
    cursor = Cursor.decode(text) if text else None
    if cursor is None:
        return None, False
    try:
        at, rank = cursor.value
        key = Key(datetime.fromisoformat(at), int(rank), int(cursor.pk))
    except (TypeError, ValueError, OverflowError):
        return None, False
    if key.at.tzinfo is None or abs(key.id) > LARGEST_ID:
        return None, False
    return key, cursor.backwards
