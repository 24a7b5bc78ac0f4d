"""Measurements from a file: checked whole, imported whole, undone whole."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from phases.importing.checking import Problem, parsed_row
from phases.importing.mapping import (
    DAY,
    KIND,
    LABELS,
    NOTE,
    PHASE,
    guess_unit,
    missing_columns,
)
from phases.models import (
    ImportState,
    MeasurementImport,
    MeasurementType,
    MigrationData,
    Phase,
    RecordedVia,
)
from phases.models.measurement import FIGURES
from phases.services.forecasts import forecast_once
from phases.services.importedfiles import (
    kept_of,
    locked_in,
    read_table,
    refuse_problems,
    refuse_unless,
    refused_values,
)
from phases.services.measurements import (
    add_measurements,
    correct_measurement,
    delete_measurements,
)
from phases.unusual import Asked, unusual
from projects.models import Project
from tracker import services
from tracker.models import User

MOST_REPLACED = 5_000  # one by one, while someone waits
Key = tuple[Any, date, str]  # phase, day, type


@dataclass(frozen=True)
class ImportRow:
    number: int
    phase: Phase
    day: date
    type: str
    values: dict[str, Any]  # figures and note, of fields that have a column

    @property
    def key(self) -> Key:
        return self.phase.pk, self.day, self.type

    @property
    def type_label(self) -> str:
        return MeasurementType(self.type).label


@dataclass
class ImportPlan:
    """What importing a file would do."""

    add: list[ImportRow] = field(default_factory=list)
    replace: list[tuple[ImportRow, MigrationData]] = field(default_factory=list)
    same: list[ImportRow] = field(default_factory=list)
    asked: list[tuple[ImportRow, Asked]] = field(default_factory=list)  # unusual ones
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # columns

    @property
    def ready(self) -> bool:
        return not self.problems and not self.missing

    @property
    def changes(self) -> list[ImportRow]:
        return [*self.add, *(row for row, _ in self.replace)]


def begin_import(
    *,
    project: Project,
    phase: Phase | None,
    content: bytes,
    file_name: str,
    sheet_name: str = "",
    created_by: User | None,
) -> MeasurementImport:
    """Read a file and keep its rows, to be checked; no measurement is stored yet."""
    sheet = read_table(content, sheet_name, row_noun="measurements")
    return services.create(
        MeasurementImport(
            project=project,
            phase=phase,
            size_unit=guess_unit(sheet.header),
            created_by=created_by,
            **kept_of(sheet, content, file_name),
        )
    )


def map_columns(
    *,
    imported: MeasurementImport,
    mapping: dict[str, int],
    date_order: str,
    size_unit: int,
    decimal_sign: str = "",
    replace: bool,
) -> MeasurementImport:
    refuse_unless(ImportState.DRAFT, imported)
    return services.update(
        imported,
        mapping=mapping,
        date_order=date_order,
        size_unit=size_unit,
        decimal_sign=decimal_sign,
        replace=replace,
    )


def plan_import(imported: MeasurementImport) -> ImportPlan:
    """Every problem of every row, and what the rows without problems would do."""
    mapped = imported.mapped
    if imported.phase:
        mapped = {name: column for name, column in mapped.items() if name != PHASE}
    missing = missing_columns(mapped, with_phase=imported.phase is None)
    if missing:
        return ImportPlan(missing=missing)
    plan = ImportPlan()
    rows = list(_rows(imported, mapped, plan.problems))
    existing = _existing(rows)
    for row in rows:
        _sort(row, existing.get(row.key), imported.replace, plan)
    if plan.ready:
        plan.asked = list(_asked(plan, existing.values()))
    return plan


def _asked(
    plan: ImportPlan, stored: Iterable[MigrationData]
) -> Iterable[tuple[ImportRow, Asked]]:
    """The rows with unusual figures, phase by phase."""
    replaced = {row.key: existing for row, existing in plan.replace}
    kept, rows = defaultdict(list), defaultdict(list)
    for measurement in stored:
        if (
            measurement.phase_id,
            measurement.timestamp,
            measurement.type,
        ) not in replaced:
            kept[measurement.phase_id].append(measurement)
    for row in plan.changes:
        rows[row.phase.pk].append(row)
    for phase, changes in rows.items():
        new = [_as_stored(row, replaced.get(row.key)) for row in changes]
        for place, asked in sorted(unusual(new, kept[phase]).items()):
            yield changes[place], asked


def _as_stored(row: ImportRow, replaced: MigrationData | None) -> MigrationData:
    before = {name: getattr(replaced, name) for name in FIGURES} if replaced else {}
    values = {**before, **row.values}
    return MigrationData(timestamp=row.day, type=row.type, **values)


def _rows(
    imported: MeasurementImport, mapped: dict[str, int], problems: list[Problem]
) -> Iterable[ImportRow]:
    """The rows that can be a measurement; the problems of the others are collected."""
    cell_format = imported.cell_format
    phases = {p.name.lower(): p for p in Phase.objects.filter(project=imported.project)}
    seen: dict[Key, int] = {}
    for number, cells in imported.sheet.rows:
        values, wrong = parsed_row(number, cells, mapped, imported.header, cell_format)
        name = values.pop(PHASE, "")
        phase = imported.phase or phases.get(name.strip().lower())
        if phase is None:
            why = "This project has no phase with this name. Check the name."
            wrong.append(Problem(number, LABELS[PHASE], name, why))
        if wrong or phase is None:
            problems += wrong
            continue
        day, kind = values.pop(DAY), values.pop(KIND, MeasurementType.DATA)
        row = ImportRow(number, phase, day, kind, values)
        problems += _refused_values(row)
        if row.key in seen:
            why = (
                f"Row {seen[row.key]} already has this date and type. Keep only one "
                "of them."
            )
            problems.append(Problem(number, LABELS[DAY], str(day), why))
            continue
        seen[row.key] = number
        yield row


def _refused_values(row: ImportRow) -> list[Problem]:
    measurement = MigrationData(
        phase=row.phase, timestamp=row.day, type=row.type, **row.values
    )
    return refused_values(
        row.number,
        measurement,
        exclude=["phase", "recorded_by"],
        labels=LABELS,
        written=lambda name: str(row.day if name == DAY else row.values.get(name, "")),
    )


def _existing(rows: list[ImportRow]) -> dict[Key, MigrationData]:
    phases = {row.phase.pk for row in rows}
    measurements = MigrationData.objects.filter(phase__in=phases)
    return {(m.phase_id, m.timestamp, m.type): m for m in measurements}


def _sort(
    row: ImportRow, existing: MigrationData | None, replace: bool, plan: ImportPlan
) -> None:
    if existing is None:
        plan.add.append(row)
    elif all(getattr(existing, name) == value for name, value in row.values.items()):
        plan.same.append(row)
    elif replace:
        plan.replace.append((row, existing))
    else:
        why = (
            f"{row.phase} already has different figures for this date and type. Select "
            "“Replace existing measurements” below, or remove this row."
        )
        plan.problems.append(Problem(row.number, LABELS[DAY], str(row.day), why))


def apply_import(
    *, imported: MeasurementImport, user: User | None, unusual_ok: bool = False
) -> ImportPlan:
    """All of it in one transaction, or none."""
    with forecast_once():
        locked = locked_in(ImportState.DRAFT, imported)
        plan = plan_import(locked)
        _refuse_unless_ready(plan, unusual_ok=unusual_ok)
        added = [_new_measurement(row, user) for row in plan.add]
        add_measurements(added)
        reason = f"Import of {locked.file_name}"
        replaced = [_replace(existing, row, reason) for row, existing in plan.replace]
        services.update(
            locked,
            state=ImportState.APPLIED,
            rows=[],
            result={
                "added": [_stamp(measurement) for measurement in added],
                "replaced": replaced,
                "same": len(plan.same),
            },
        )
    return plan


def _refuse_unless_ready(plan: ImportPlan, *, unusual_ok: bool) -> None:
    refuse_problems(ready=plan.ready)
    if len(plan.replace) > MOST_REPLACED:
        raise ValidationError(
            f"Nothing was imported because more than {MOST_REPLACED:,} measurements "
            "would be replaced. Split the file into smaller files."
        )
    if plan.asked and not unusual_ok:
        raise ValidationError(
            "Nothing was imported because some figures are unusual. Check them, then "
            "select “Import unusual figures as well”."
        )


def _new_measurement(row: ImportRow, user: User | None) -> MigrationData:
    return MigrationData(
        phase=row.phase,
        timestamp=row.day,
        type=row.type,
        recorded_by=user,
        recorded_via=RecordedVia.IMPORT,
        **row.values,
    )


def _replace(existing: MigrationData, row: ImportRow, reason: str) -> dict[str, Any]:
    """Correct a measurement; gives its stamp, and the values it had before."""
    before = {name: getattr(existing, name) for name in (*FIGURES, NOTE)}
    after = correct_measurement(measurement=existing, reason=reason, **row.values)
    return {**_stamp(after), "before": before}


def _stamp(measurement: MigrationData) -> dict[str, Any]:
    """Shows later whether someone has changed the measurement since."""
    return {"id": str(measurement.pk), "at": measurement.updated_at.isoformat()}


def undo_import(*, imported: MeasurementImport) -> int:
    """Take an import back, unless someone has changed some of its measurements."""
    with forecast_once():
        locked = locked_in(ImportState.APPLIED, imported)
        added, replaced = locked.result["added"], locked.result["replaced"]
        measurements = MigrationData.objects.select_related("phase")
        rows = measurements.select_for_update(of=("self",)).in_bulk(
            [stamp["id"] for stamp in (*added, *replaced)]
        )
        remaining = {str(pk): row for pk, row in rows.items()}
        _refuse_if_changed(remaining, [*added, *replaced])
        delete_measurements(
            [remaining[stamp["id"]] for stamp in added if stamp["id"] in remaining]
        )
        for stamp in replaced:
            correct_measurement(
                measurement=remaining[stamp["id"]],
                reason=f"Import of {locked.file_name} undone",
                **stamp["before"],
            )
        services.update(locked, state=ImportState.UNDONE)
    return len(added) + len(replaced)


def _refuse_if_changed(
    remaining: dict[str, MigrationData], stamps: list[dict[str, Any]]
) -> None:
    changed = [
        remaining[stamp["id"]]
        for stamp in stamps
        if stamp["id"] in remaining
        and _stamp(remaining[stamp["id"]])["at"] != stamp["at"]
    ]
    deleted = [s for s in stamps if "before" in s and s["id"] not in remaining]
    if changed or deleted:
        names = ", ".join(f"{row.phase} {row.timestamp}" for row in changed[:5])
        count = f"{len(changed) + len(deleted)}{f' ({names})' if names else ''}"
        raise ValidationError(
            "Nothing was undone because measurements of this import were changed or "
            f"deleted since: {count}. Correct or delete the others one by one."
        )
