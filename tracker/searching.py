"""What the search finds. Rooms register rows and actions in their finders.py:

    @finder("Phases", order=30, permission="phases.view_phase", own=("name",))
    def phases(user):
        return Phase.objects.for_user(user)  # and nothing that the user may not see

    action("Add phase", "phases:create", icon="plus", permission="phases.add_phase")

Every word of the text has to be in a row's `own` columns or in those `above`, and at
least one in its own. The database may work for `PATIENCE_MS` on each kind of row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import OperationalError, connection, transaction
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    Func,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.urls import reverse

from tracker.folding import fold, folded
from tracker.models import User
from tracker.panels import sections

LONGEST = 200  # characters of the text
MOST_WORDS = 5
PATIENCE_MS = 1500
Rows = Callable[[User], QuerySet[Any]]


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    beside: str = ""  # which row of that name


@dataclass(frozen=True)
class Finder:
    title: str
    order: int
    permission: str
    own: tuple[str, ...]
    above: tuple[str, ...]
    rows: Rows
    show: Callable[[Any, list[str]], Hit]


@dataclass(frozen=True)
class Group:
    """What one finder found, or that it was too much work."""

    title: str
    hits: list[Hit]
    is_cut: bool = False
    is_unknown: bool = False


@dataclass(frozen=True)
class Place:
    """A page that one may open, or an action that one may do."""

    label: str
    url_name: str
    icon: str
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_finders: list[Finder] = []
_actions: list[Place] = []


def by_name(row: Any, words: list[str]) -> Hit:
    return Hit(str(row), row.get_absolute_url())


def finder(
    title: str,
    *,
    order: int,
    permission: str,
    own: tuple[str, ...],
    above: tuple[str, ...] = (),
    show: Callable[[Any, list[str]], Hit] = by_name,
) -> Callable[[Rows], Rows]:
    def register(rows: Rows) -> Rows:
        _finders.append(Finder(title, order, permission, own, above, rows, show))
        _finders.sort(key=lambda one: one.order)
        return rows

    return register


def action(label: str, url_name: str, *, icon: str, permission: str) -> None:
    _actions.append(Place(label, url_name, icon, permission))


def words_of(text: str) -> list[str]:
    """As they are compared. NUL, which no column can hold, is in none."""
    return fold(text.replace("\0", "")[:LONGEST]).split()[:MOST_WORDS]


def search_all(user: User, text: str, *, most: int) -> list[Group]:
    words = words_of(text)
    if not words:
        return []
    mine = [one for one in _finders if user.has_perm(one.permission)]
    groups = [searched(one, user, words, most) for one in mine]
    return [group for group in groups if group.hits or group.is_unknown]


def searched(finder: Finder, user: User, words: list[str], most: int) -> Group:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {PATIENCE_MS}")
            cursor.execute("SET LOCAL jit = off")  # compiling takes longer than asking
            rows = [*matching(finder, user, words)[: most + 1]]
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError:
        return Group(finder.title, [], is_unknown=True)
    hits = [finder.show(row, words) for row in rows[:most]]
    return Group(finder.title, hits, is_cut=len(rows) > most)


def matching(finder: Finder, user: User, words: list[str]) -> QuerySet[Any]:
    """Those that begin with the first word come first."""
    rows = finder.rows(user)
    rows = rows.filter(Like(folded(*finder.own), words, "ANY"))
    if len(words) > 1:
        rows = rows.filter(Like(folded(*finder.own, *finder.above), words, "ALL"))
    name = finder.own[0]
    begins = When(**{f"{name}__istartswith": words[0]}, then=Value(0))
    return rows.order_by(Case(begins, default=Value(1)), name, "pk")


class Like(Func):
    """Whether any or all of the words are in a text, which is folded only once."""

    template = "(%(expressions)s::text[]))"
    output_field = BooleanField()

    def __init__(self, text: Expression, words: list[str], which: str) -> None:
        patterns = [f"%{escaped(word)}%" for word in words]
        super().__init__(text, Value(patterns, ArrayField(TextField())))
        self.arg_joiner = f" LIKE {which} ("


def escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def places(user: User, text: str) -> list[Place]:
    """Pages of the navigation, then actions: all, or those with every word."""
    pages = [Place(s.label, s.url_name, s.icon, s.permission) for s in sections()]
    words = words_of(text)
    return [
        place
        for place in (*pages, *_actions)
        if not place.permission or user.has_perm(place.permission)
        if all(word in fold(place.label) for word in words)
    ]


def around(text: str, words: list[str], *, most: int = 90) -> str:
    """The part of a long text that has the first of the words in it."""
    start = max((fold(text).find(word) for word in words), default=0)
    begin = max(start - most // 3, 0)
    part = " ".join(text[begin : begin + most].split())
    return f"{'… ' * (begin > 0)}{part}{' …' * (begin + most < len(text))}"
