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
    wanted = NameField().to_python(name)
    named: Any = rows.alias(same_name=Lower("name"))
    found: QuerySet[Row] = named.filter(same_name=Lower(Value(wanted)))
    return found


def find(rows: QuerySet[Row], wanted: str, *, missing: str) -> Row:
    """The row of this id or name; else a sentence that names similar ones.

    `missing` says what is not there, as in "No customer is called".
    """
    if found := _by_id(rows, wanted) or same_name(rows, wanted).first():
        return found
    raise CommandError(f"{missing} {wanted!r}.{_suggestion(rows, wanted)}")


def _by_id(rows: QuerySet[Row], wanted: str) -> Row | None:
    try:
        return rows.filter(pk=UUID(wanted)).first()
    except ValueError:
        return None


def _suggestion(rows: QuerySet[Any], wanted: str) -> str:
    names = rows.order_by("name").values_list("name", flat=True)[:LOOKED_THROUGH]
    spelled = {name.lower(): name for name in names}
    close = get_close_matches(wanted.lower(), spelled, n=3)
    close += [key for key in spelled if wanted.lower() in key and key not in close]
    found = [spelled[key] for key in close[:3]] if wanted.strip() else []
    return f" Did you mean {' or '.join(found)}?" if found else ""


def existing_or_new(
    *, find: Callable[[], Row | None], make: Callable[[], Row], exist_ok: bool
) -> tuple[Row, bool]:
    """What is there already, if that will do; else a new one. And: is it new?"""
    if exist_ok and (found := find()):
        return found, False
    try:
        return make(), True
    except ValidationError:
        # Somebody else may have made it in this very moment.
        if exist_ok and (found := find()):
            return found, False
        raise
