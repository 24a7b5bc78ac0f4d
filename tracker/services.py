"""How a row is written and deleted, shared by every app's services."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils.text import get_text_list

Row = TypeVar("Row", bound=models.Model)

CONFLICT = (
    "Someone else changed this while you were editing, so your changes were not saved. "
    "Open it again to see the new values."
)
GONE = (
    "Someone else deleted this while you were editing, so your changes were not saved."
)


class Brought(TypedDict, total=False):
    """What a row that comes from elsewhere keeps."""

    id: UUID
    created_at: datetime
    updated_at: datetime


def create(row: Row) -> Row:
    """Insert a checked row. Whether it breaks a constraint the database knows best."""
    row.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        row.full_clean()  # says which one, beside its field
        raise
    return row


def update(row: Row, *, version: datetime | None = None, **values: Any) -> Row:
    """Change the named fields, unless the row changed since `version` was read."""
    with transaction.atomic():
        locked = (
            type(row)._default_manager.select_for_update().filter(pk=row.pk).first()
        )
        if locked is None:
            raise ValidationError(GONE, code="gone")
        if version is not None and locked.updated_at != version:  # type: ignore[attr-defined]
            raise ValidationError(CONFLICT, code="conflict")
        before = {field: getattr(locked, field) for field in values}
        for field, value in values.items():
            setattr(locked, field, value)
        try:
            locked.full_clean(validate_constraints=False)
            if before == {field: getattr(locked, field) for field in values}:
                return locked  # nothing to store, and no line of history
            with transaction.atomic():
                locked.save(update_fields=[*values, "updated_at"])
        except IntegrityError:
            locked.full_clean()
            raise
    return locked


@transaction.atomic
def set_active(rows: Iterable[Any], *, active: bool) -> int:
    """Deactivate rows, or reactivate them; gives how many were not so before."""
    changing = [row for row in rows if row.active != active]
    for row in changing:
        update(row, active=active)
    return len(changing)


def why_kept(row: models.Model) -> str:
    """Why it can't be deleted; empty where nothing speaks against it."""
    kinds = [*_protecting(row)]
    if not kinds:
        return ""
    noun = row._meta.verbose_name
    return f"This {noun} can't be deleted because it has {get_text_list(kinds, 'and')}."


def _protecting(row: models.Model) -> Iterator[str]:
    """The kinds of rows that keep it: "projects", "restores"."""
    fields = [
        relation.field
        for relation in row._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel)
        and relation.on_delete is models.PROTECT
    ]
    for field, kept in zip(fields, _refer(fields, row), strict=True):
        if kept:
            yield str(field.model._meta.verbose_name_plural)


def _refer(fields: list[Any], row: models.Model) -> Sequence[bool]:
    """Whether any row has this one in its field, in one statement for all fields."""
    quote = connection.ops.quote_name
    asked = ", ".join(
        f"EXISTS (SELECT FROM {quote(field.model._meta.db_table)} "
        f"WHERE {quote(field.column)} = %s)"
        for field in fields
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", [row.pk] * len(fields))
        return cursor.fetchone() or ()


@contextmanager
def deleting(row: models.Model, *, instead: str) -> Iterator[None]:
    """Refuse to delete a row that others need; `instead` says what to do."""
    pk = row.pk
    try:
        with transaction.atomic():
            yield
    except (models.ProtectedError, IntegrityError) as error:
        row.pk = pk  # which is gone once it seemed to be deleted
        raise ValidationError(f"{why_kept(row)} {instead}".strip()) from error


def submit(form: forms.BaseForm, service: Callable[..., Any], **more: Any) -> Any:
    """Run a service with a form's values; refusals appear beside their fields."""
    if not form.is_valid():
        return None
    try:
        return service(**form.cleaned_data, **more)
    except ValidationError as refused:
        form.add_error(None, beside_fields(form, refused))
        return None


def sentences(
    refused: ValidationError, name_of: Callable[[str], str | None]
) -> list[str]:
    """Each problem, after the name of what it is about, where that has one."""
    if not hasattr(refused, "error_dict"):
        return refused.messages
    return [
        f"{name}: {message}" if name else message
        for field, messages in refused.message_dict.items()
        for name in [name_of(field)]
        for message in messages
    ]


def beside_fields(form: forms.BaseForm, refused: ValidationError) -> ValidationError:
    """Errors of fields that the form does not show go on top of it."""
    if not hasattr(refused, "error_dict"):
        return refused
    shown = {f: e for f, e in refused.error_dict.items() if f in form.fields}
    hidden = [e for f, es in refused.error_dict.items() if f not in shown for e in es]
    return ValidationError({**shown, **({"__all__": hidden} if hidden else {})})
