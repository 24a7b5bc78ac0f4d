"""Finding what a person names on the command line."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Lower

from tracker.fields import NameField

Row = TypeVar("Row", bound=Model)
LOOKED_THROUGH = 5000  # names among which similar ones are sought


def same_name(rows: QuerySet[Row], name: str) -> QuerySet[Row]:
    """Alike in the sense of the unique constraints, whose index this uses."""
    normal = NameField().to_python(name)
    named: Any = rows.alias(same_name=Lower("name"))
    same: QuerySet[Row] = named.filter(same_name=Lower(Value(normal)))
    return same


def find(rows: QuerySet[Row], named: str, *, missing: str) -> Row:
    """The row of this id or name; else a sentence that names similar ones.

    `missing` begins the sentence, as in "No customer is called".
    """
    if row := _by_id(rows, named) or same_name(rows, named).first():
        return row
    raise CommandError(f"{missing} {named!r}.{_suggestion(rows, named)}")


def _by_id(rows: QuerySet[Row], named: str) -> Row | None:
    try:
        return rows.filter(pk=UUID(named)).first()
    except ValueError:
        return None


def _suggestion(rows: QuerySet[Any], named: str) -> str:
    names = rows.order_by("name").values_list("name", flat=True)[:LOOKED_THROUGH]
    spelled = {name.lower(): name for name in names}
    close = get_close_matches(named.lower(), spelled, n=3)
    close += [key for key in spelled if named.lower() in key and key not in close]
    similar = [spelled[key] for key in close[:3]] if named.strip() else []
    return f" Did you mean {' or '.join(similar)}?" if similar else ""


def existing_or_new(
    *, find: Callable[[], Row | None], make: Callable[[], Row], exist_ok: bool
) -> tuple[Row, bool]:
    """The existing row if that is allowed, else a new one; and whether it is new."""
    if exist_ok and (row := find()):
        return row, False
    try:
        return make(), True
    except ValidationError:
        # Someone else may have created it at the same moment.
        if exist_ok and (row := find()):
            return row, False
        raise
