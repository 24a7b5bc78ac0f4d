"""Pages by key: a page costs the same wherever it is in the list."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import F, Model, OrderBy, Q, QuerySet

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


@dataclass(frozen=True)
class Order:
    """The order of a field, then of the id; what is unknown comes last both ways."""

    field: str
    descending: bool
    unknown: bool  # whether the field may be NULL, in an order that no index has

    @classmethod
    def parse(cls, text: str, *, unknown: bool = False) -> "Order":
        return cls(text.removeprefix("-"), text.startswith("-"), unknown)

    def of(self, queryset: QuerySet[Any], *, reverse: bool = False) -> QuerySet[Any]:
        descending = self.descending != reverse
        key = OrderBy(
            F(self.field),
            descending=descending,
            nulls_first=True if self.unknown and reverse else None,
            nulls_last=True if self.unknown and not reverse else None,
        )
        return queryset.order_by(key, "-pk" if descending else "pk")

    def beyond(self, value: Any, pk: str, *, reverse: bool) -> Q:
        """The rows after this one, or before it."""
        name = self.field
        way = "lt" if self.descending != reverse else "gt"
        if value is None:
            level = Q(**{f"{name}__isnull": True, f"pk__{way}": pk})
            return level | Q(**{f"{name}__isnull": False}) if reverse else level
        later = Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": pk})
        after_all = self.unknown and not reverse
        return later | Q(**{f"{name}__isnull": True}) if after_all else later


def key_page(
    queryset: QuerySet[Any],
    *,
    order: str,
    unknown: bool = False,
    cursor: str = "",
    size: int = SIZE,
) -> KeyPage:
    """One page of the queryset in the order of a field, which may be `unknown`."""
    by = Order.parse(order, unknown=unknown)
    start = Cursor.decode(cursor) if cursor else None
    backwards = bool(start and start.backwards)
    ordered = _after(queryset, by, start)
    try:
        rows = list(ordered[: size + 1])
    except (
        ValueError,
        OverflowError,
        DataError,
    ):  # a value that the database cannot hold
        rows = []
    if start and not rows:  # the rows of this page are gone
        return key_page(queryset, order=order, unknown=unknown, size=size)
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    return KeyPage(
        rows=rows,
        next=_cursor(rows[-1:], by.field, backwards=False)
        if more or backwards
        else None,
        previous=_cursor(rows[:1], by.field, backwards=True)
        if (more if backwards else start)
        else None,
    )


def _after(
    queryset: QuerySet[Any], order: Order, start: Cursor | None
) -> QuerySet[Any]:
    if start is None:
        return order.of(queryset)
    back = start.backwards
    ordered = order.of(queryset, reverse=back)
    try:
        return ordered.filter(order.beyond(start.value, start.pk, reverse=back))
    except (ValueError, TypeError, OverflowError, ValidationError):
        return ordered  # a cursor of another order, or one made by hand


def _cursor(rows: list[Model], field: str, *, backwards: bool) -> str | None:
    if not rows:
        return None
    value: Any = rows[0]
    for part in field.split("__"):
        value = getattr(value, part)
    return Cursor(value, str(rows[0].pk), backwards).encode()
