"""What importing measurements and importing phases have in common."""

from collections.abc import Callable, Collection, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from files.errors import Refused
from files.sheets.readers import read_sheet
from files.sheets.sheet import Sheet
from phases.importing.checking import Problem
from phases.models import ImportState, MeasurementImport, PhaseImport

Imported = TypeVar("Imported", MeasurementImport, PhaseImport)


def read_table(content: bytes, sheet_name: str, *, row_noun: str) -> Sheet:
    """The table in a file, or why there is none, beside the field of the file."""
    try:
        return read_sheet(content, sheet_name, row_noun=row_noun)
    except Refused as refused:
        raise ValidationError({"file": refused.sentence}) from refused


def kept_of(sheet: Sheet, content: bytes, file_name: str) -> dict[str, Any]:
    """What the row of an import keeps of its file."""
    return {
        "file_name": file_name[-255:],
        "sha256": sha256(content).hexdigest(),
        "header": sheet.header,
        "rows": sheet.rows,
        "row_count": len(sheet.rows),
        "remark": sheet.remark,
    }


def refuse_unless(
    state: ImportState, imported: MeasurementImport | PhaseImport
) -> None:
    if imported.state != state:
        raise ValidationError(ImportState(imported.state).refusal)


def locked_in(state: ImportState, imported: Imported) -> Imported:
    """The row of an import, locked, if it is in this state."""
    rows = type(imported).objects.select_for_update(of=("self",))
    locked = rows.select_related("project").filter(pk=imported.pk).first()
    if locked is None:
        raise ValidationError("This file has been discarded. Upload the file again.")
    refuse_unless(state, locked)
    return locked  # type: ignore[no-any-return]


def refuse_problems(*, ready: bool) -> None:
    if not ready:
        raise ValidationError(
            "Nothing was imported because the file still has problems. Correct them "
            "first."
        )


def refused_values(
    number: int,
    row: Model,
    *,
    exclude: Collection[str],
    labels: Mapping[str, str],
    written: Callable[[str], str],
) -> list[Problem]:
    """Problems for which what a row would make is refused.

    `written` gives the value of a field as text.
    """
    try:
        row.full_clean(
            exclude=exclude, validate_unique=False, validate_constraints=False
        )
    except ValidationError as error:
        return [
            Problem(number, labels.get(name, name), written(name), " ".join(why))
            for name, why in error.message_dict.items()
        ]
    return []


@transaction.atomic
def discard_import(*, imported: Imported) -> None:
    locked_in(ImportState.DRAFT, imported).delete()
