"""Measurements from a file: checked whole, applied whole, undone whole."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from files.errors import Refused
from files.sheets.readers import read_sheet
from phases.importing.checking import Options, Problem, parsed
from phases.importing.mapping import DAY, KIND, LABELS, NOTE, PHASE, missing
from phases.models import (
    ImportState,
    MeasurementImport,
    MigrationData,
    Phase,
    RecordedVia,
)
from phases.models.measurement import FIGURES
from phases.services.forecasts import forecast_once
from phases.services.measurements import (
    add_measurements,
    correct_measurement,
    delete_measurements,
)
from projects.models import Project
from tracker import services
from tracker.models import User

MOST_REPLACED = 5_000  # one by one, while somebody waits
Key = tuple[Any, date, str]  # phase, day, type


@dataclass(frozen=True)
class Row:
    number: int
    phase: Phase
    day: date
    kind: str
    values: dict[str, Any]  # figures and note; what has no column is not in it
    there: MigrationData | None = None

    @property
    def key(self) -> Key:
        return self.phase.pk, self.day, self.kind


@dataclass
class Plan:
    """What applying a file would do."""

    add: list[Row] = field(default_factory=list)
    replace: list[Row] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # columns

    @property
    def ready(self) -> bool:
        return not self.problems and not self.missing


def begin_import(
    *,
    project: Project,
    phase: Phase | None,
    content: bytes,
    file_name: str,
    sheet_name: str = "",
    created_by: User | None,
) -> MeasurementImport:
    """Read a file; nothing is stored but its rows, to be looked at."""
    try:
        sheet = read_sheet(content, sheet_name, row_noun="measurements")
    except Refused as refused:
        raise ValidationError({"file": refused.sentence}) from refused
    return services.create(
        MeasurementImport(
            project=project,
            phase=phase,
            file_name=file_name[-255:],
            sha256=sha256(content).hexdigest(),
            header=sheet.header,
            rows=sheet.rows,
            row_count=len(sheet.rows),
            created_by=created_by,
        )
    )


def map_columns(
    *,
    imported: MeasurementImport,
    mapping: dict[str, int],
    date_order: str,
    size_unit: int,
    replace: bool,
) -> MeasurementImport:
    if imported.state != ImportState.DRAFT:
        raise ValidationError("This import has been applied already.")
    return services.update(
        imported,
        mapping=mapping,
        date_order=date_order,
        size_unit=size_unit,
        replace=replace,
    )


def plan(imported: MeasurementImport) -> Plan:
    """Every problem of every row; and what each row would do without them."""
    mapped = imported.mapped
    if imported.phase:
        mapped = {name: column for name, column in mapped.items() if name != PHASE}
    lacking = missing(mapped, with_phase=imported.phase is None)
    if lacking:
        return Plan(missing=lacking)
    found = Plan()
    rows = list(_rows(imported, mapped, found.problems))
    there = _there(rows)
    for row in rows:
        _sort(row, there.get(row.key), imported.replace, found)
    return found


def _rows(
    imported: MeasurementImport, mapped: dict[str, int], problems: list[Problem]
) -> Iterable[Row]:
    options = Options(imported.date_order, imported.size_unit)
    phases = {p.name.lower(): p for p in Phase.objects.filter(project=imported.project)}
    seen: dict[Key, int] = {}
    for number, cells in imported.sheet.rows:
        values, wrong = parsed(number, cells, mapped, imported.header, options)
        name = values.pop(PHASE, "")
        phase = imported.phase or phases.get(name.strip().lower())
        if phase is None:
            why = "This project has no phase of this name."
            wrong.append(Problem(number, LABELS[PHASE], name, why))
        if wrong or phase is None:
            problems += wrong
            continue
        day, kind = values.pop(DAY), values.pop(KIND, "DATA")
        row = Row(number, phase, day, kind, values)
        problems += _checked(row)
        if row.key in seen:
            why = f"Row {seen[row.key]} is of the same day and type already."
            problems.append(Problem(number, LABELS[DAY], str(day), why))
            continue
        seen[row.key] = number
        yield row


def _checked(row: Row) -> list[Problem]:
    """What the measurement itself would refuse."""
    measurement = MigrationData(
        phase=row.phase, timestamp=row.day, type=row.kind, **row.values
    )
    errors: dict[str, list[str]] = {}
    apart = ["phase", "recorded_by"]
    try:
        measurement.full_clean(
            exclude=apart, validate_unique=False, validate_constraints=False
        )
    except ValidationError as error:
        errors = error.message_dict
    return [
        Problem(row.number, LABELS.get(name, name), _text(row, name), " ".join(why))
        for name, why in errors.items()
    ]


def _text(row: Row, name: str) -> str:
    return str(row.day if name == DAY else row.values.get(name, ""))


def _there(rows: list[Row]) -> dict[Key, MigrationData]:
    phases = {row.phase.pk for row in rows}
    found = MigrationData.objects.filter(phase__in=phases)
    return {(each.phase_id, each.timestamp, each.type): each for each in found}


def _sort(row: Row, there: MigrationData | None, replace: bool, found: Plan) -> None:
    row = Row(row.number, row.phase, row.day, row.kind, row.values, there)
    if there is None:
        found.add.append(row)
    elif all(getattr(there, name) == value for name, value in row.values.items()):
        found.same.append(row)
    elif replace:
        found.replace.append(row)
    else:
        why = (
            f"{row.phase} has other figures of this day and type: replace them, or "
            "leave out this row."
        )
        found.problems.append(Problem(row.number, LABELS[DAY], str(row.day), why))


def apply_import(*, imported: MeasurementImport, user: User | None) -> Plan:
    """All of it in one transaction, or none."""
    with forecast_once():
        locked = _locked(imported, ImportState.DRAFT)
        found = plan(locked)
        if not found.ready:
            raise ValidationError("There is something to correct first.")
        reason = f"Import of {locked.file_name}"
        if len(found.replace) > MOST_REPLACED:
            raise ValidationError(
                f"More than {MOST_REPLACED:,} measurements would be replaced: split "
                "the file."
            )
        added = [_new(row, user) for row in found.add]
        add_measurements(added)
        before = [_replace(row, reason) for row in found.replace]
        services.update(
            locked,
            state=ImportState.APPLIED,
            rows=[],
            result={
                "added": [_stamp(each) for each in added],
                "replaced": before,
                "same": len(found.same),
            },
        )
    return found


def _locked(imported: MeasurementImport, state: str) -> MeasurementImport:
    rows = MeasurementImport.objects.select_for_update(of=("self",))
    locked = rows.select_related("phase", "project").get(pk=imported.pk)
    if locked.state != state:
        raise ValidationError(
            f"This import is {locked.get_state_display().lower()} already."
        )
    return locked


def _new(row: Row, user: User | None) -> MigrationData:
    return MigrationData(
        phase=row.phase,
        timestamp=row.day,
        type=row.kind,
        recorded_by=user,
        recorded_via=RecordedVia.IMPORT,
        **row.values,
    )


def _replace(row: Row, reason: str) -> dict[str, Any]:
    """Correct what is there; gives what it was."""
    there = row.there
    assert there is not None  # noqa: S101 - only such rows are to be replaced
    before = {name: getattr(there, name) for name in (*FIGURES, NOTE)}
    after = correct_measurement(measurement=there, reason=reason, **row.values)
    return {**_stamp(after), "before": before}


def _stamp(measurement: MigrationData) -> dict[str, Any]:
    """By which it shows whether somebody has changed it since."""
    return {"id": str(measurement.pk), "at": measurement.updated_at.isoformat()}


def undo_import(*, imported: MeasurementImport) -> int:
    """Take back what an import did, unless somebody has changed some of it since."""
    with forecast_once():
        locked = _locked(imported, ImportState.APPLIED)
        added, replaced = locked.result["added"], locked.result["replaced"]
        kept = MigrationData.objects.select_related("phase")
        rows = kept.select_for_update(of=("self",)).in_bulk(
            [each["id"] for each in (*added, *replaced)]
        )
        there = {str(pk): row for pk, row in rows.items()}
        _unchanged(there, [*added, *replaced])
        delete_measurements(
            [there[each["id"]] for each in added if each["id"] in there]
        )
        for each in replaced:
            correct_measurement(
                measurement=there[each["id"]],
                reason=f"Import of {locked.file_name} undone",
                **each["before"],
            )
        services.update(locked, state=ImportState.UNDONE)
    return len(added) + len(replaced)


def _unchanged(there: dict[str, MigrationData], stamps: list[dict[str, Any]]) -> None:
    changed = [
        there[each["id"]]
        for each in stamps
        if each["id"] in there and _stamp(there[each["id"]])["at"] != each["at"]
    ]
    gone = [each for each in stamps if "before" in each and each["id"] not in there]
    if changed or gone:
        names = ", ".join(f"{each.phase} {each.timestamp}" for each in changed[:5])
        raise ValidationError(
            f"Nothing was undone: {len(changed) + len(gone)} of its measurements were "
            f"changed or deleted since{f' ({names})' if names else ''}."
        )


@transaction.atomic
def discard_import(*, imported: MeasurementImport) -> None:
    _locked(imported, ImportState.DRAFT).delete()
