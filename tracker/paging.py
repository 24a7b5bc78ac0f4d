"""Pages by key: a page costs the same wherever it is in the list."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import Model, Q, QuerySet

SIZE = 50


@dataclass(frozen=True)
class KeyPage:
    rows: list[Any]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: after (or before) the row with this value and id."""

    value: Any
    pk: str
    backwards: bool

    def encode(self) -> str:
        text = json.dumps([self.value, self.pk, self.backwards], default=str)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> "Cursor | None":
        """None for anything that is not a cursor of ours: the list starts again."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            value, pk, backwards = json.loads(raw)
        except (binascii.Error, ValueError, TypeError, RecursionError):
            return None
        if not isinstance(pk, str) or not isinstance(backwards, bool):
            return None
        return cls(value, pk, backwards)


def key_page(
    queryset: QuerySet[Any], *, order: str, cursor: str = "", size: int = SIZE
) -> KeyPage:
    """One page of the queryset in the order of a field (never NULL), then of the id."""
    field, descending = order.removeprefix("-"), order.startswith("-")
    start = Cursor.decode(cursor) if cursor else None
    backwards = bool(start and start.backwards)
    ordered = _after(queryset, field, start, descending=descending != backwards)
    try:
        rows = list(ordered[: size + 1])
    except (
        ValueError,
        OverflowError,
        DataError,
    ):  # a value that the database cannot hold
        rows = []
    if start and not rows:  # the rows of this page are gone
        return key_page(queryset, order=order, size=size)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    return KeyPage(
        rows=rows,
        next=_cursor(rows[-1:], field, backwards=False) if more or backwards else None,
        previous=_cursor(rows[:1], field, backwards=True)
        if (more if backwards else start)
        else None,
    )


def _after(
    queryset: QuerySet[Any], field: str, start: Cursor | None, *, descending: bool
) -> QuerySet[Any]:
    sign, beyond = ("-", "lt") if descending else ("", "gt")
    ordered = queryset.order_by(f"{sign}{field}", f"{sign}pk")
    if start is None:
        return ordered
    later = Q(**{f"{field}__{beyond}": start.value})
    level = Q(**{field: start.value, f"pk__{beyond}": start.pk})
    try:
        return ordered.filter(later | level)
    except (ValueError, TypeError, OverflowError, ValidationError):
        return ordered  # a cursor of another order, or one made by hand


def _cursor(rows: list[Model], field: str, *, backwards: bool) -> str | None:
    if not rows:
        return None
    value: Any = rows[0]
    for part in field.split("__"):
        value = getattr(value, part)
    return Cursor(value, str(rows[0].pk), backwards).encode()
