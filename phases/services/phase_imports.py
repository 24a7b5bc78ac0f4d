"""Phases from a file: checked whole, then imported whole or not at all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from phases.importing.checking import Problem
from phases.importing.phase_checking import PhaseFormat, parsed_phase
from phases.importing.phase_columns import (
    ABOVE,
    CUSTOMER,
    LABELS,
    NAME,
    PROJECT,
    unused_columns,
)
from phases.models import ImportState, Phase, PhaseImport, PhaseStatus, PhaseType
from phases.services.forecasts import forecast_once
from phases.services.importedfiles import (
    kept_of,
    locked_in,
    read_table,
    refuse_problems,
    refuse_unless,
    refused_values,
)
from phases.services.phases import add_phases, update_phase
from projects.models import Project
from tracker import alike, services
from tracker.models import User

MOST_PHASES = 5_000  # in a file
MOST_UPDATED = 1_000  # one by one, while someone waits
COMPARED = 20_000  # pairs of names, for hints
CHOICES = {"type": dict(PhaseType.choices), "status": dict(PhaseStatus.choices)}


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass
class PhaseRow:
    """A phase as its row would make it, beside the one of this name, if there is."""

    number: int
    phase: Phase
    existing: Phase | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    hint: str = ""  # of other names like this one

    @property
    def differences(self) -> list[Difference]:
        return [
            Difference(
                LABELS[name], shown(name, self.existing), shown(name, self.phase)
            )
            for name in self.changes
        ]


def shown(name: str, phase: Phase | None) -> str:
    value = getattr(phase, name)
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, date):
        return value.isoformat()
    return CHOICES.get(name, {}).get(value, value or "")


@dataclass
class PhasePlan:
    """What importing a file would do."""

    add: list[PhaseRow] = field(default_factory=list)
    same: list[PhaseRow] = field(default_factory=list)
    differing: list[PhaseRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # columns
    unused: list[str] = field(default_factory=list)  # columns
    update: bool = False

    @property
    def ready(self) -> bool:
        return not self.problems and not self.missing

    @property
    def updated(self) -> list[PhaseRow]:
        return self.differing if self.update else []

    @property
    def left(self) -> list[PhaseRow]:
        """Different, but not to be changed."""
        return [] if self.update else self.differing

    @property
    def change_count(self) -> int:
        return len(self.add) + len(self.updated)

    @property
    def rows(self) -> list[PhaseRow]:
        """First those that need a look."""
        return [*self.differing, *self.add, *self.same]

    @property
    def summary(self) -> str:
        return (
            f"Phases added: {len(self.add):,}, updated: {len(self.updated):,}, "
            f"unchanged: {len(self.same):,}, different and not updated: "
            f"{len(self.left):,}."
        )


def begin_phase_import(
    *,
    project: Project,
    content: bytes,
    file_name: str,
    sheet_name: str = "",
    created_by: User | None,
) -> PhaseImport:
    """Read a file and keep its rows, to be checked; no phase is added yet."""
    sheet = read_table(content, sheet_name, row_noun="phases")
    if len(sheet.rows) > MOST_PHASES:
        most = f"This file has more than {MOST_PHASES:,} phases."
        raise ValidationError({"file": f"{most} Split it into smaller files."})
    return services.create(
        PhaseImport(
            project=project,
            created_by=created_by,
            **kept_of(sheet, content, file_name),
        )
    )


def map_phase_columns(
    *,
    imported: PhaseImport,
    mapping: dict[str, int],
    date_order: str,
    update_existing: bool,
) -> PhaseImport:
    refuse_unless(ImportState.DRAFT, imported)
    return services.update(
        imported,
        mapping=mapping,
        date_order=date_order,
        update_existing=update_existing,
    )


def plan_phases(imported: PhaseImport) -> PhasePlan:
    """Every problem of every row, and what the rows without problems would do."""
    mapped = imported.mapped
    if NAME not in mapped:
        unused = unused_columns(imported.header, mapped)
        return PhasePlan(missing=[LABELS[NAME]], unused=unused)
    plan = PhasePlan(
        unused=unused_columns(imported.header, mapped), update=imported.update_existing
    )
    existing = {
        p.name.lower(): p for p in Phase.objects.filter(project=imported.project)
    }
    for row in _rows(imported, existing, plan.problems):
        if row.existing is None:
            plan.add.append(row)
        else:
            (plan.differing if row.changes else plan.same).append(row)
    _hint(plan.add, [phase.name for phase in existing.values()])
    return plan


def _rows(
    imported: PhaseImport, existing: dict[str, Phase], problems: list[Problem]
) -> Iterator[PhaseRow]:
    """The rows that can be a phase; the problems of the others are collected."""
    mapped, phase_format = imported.mapped, PhaseFormat(imported.date_order, CHOICES)
    seen: dict[str, int] = {}
    for number, cells in imported.sheet.rows:
        values, wrong = parsed_phase(
            number, cells, mapped, imported.header, phase_format
        )
        wrong += _of_another_project(imported.project, number, values)
        key = _key(values.get(NAME, ""))
        if key and key in seen:
            why = f"Row {seen[key]} already has this name. Keep only one of them."
            wrong.append(Problem(number, LABELS[NAME], values[NAME], why))
        seen.setdefault(key, number)
        if not wrong:
            row = _row(imported.project, number, values, existing.get(key))
            wrong = _refused_values(row)
        if wrong:
            problems += wrong
        else:
            yield row


def _key(name: str) -> str:
    """As names are stored, and blind to case."""
    stored: str = Phase._meta.get_field("name").to_python(name)
    return stored.lower()


def _of_another_project(
    project: Project, number: int, values: dict[str, Any]
) -> list[Problem]:
    """A list that was exported may have phases of several projects."""
    names = {PROJECT: project.name, CUSTOMER: project.customer.name}
    given = {name: values.pop(name) for name in ABOVE if name in values}
    return [
        Problem(
            number,
            LABELS[name],
            text,
            f"This row names another {name}. Remove the row, or choose “No column” for "
            f"{LABELS[name]} to add the phase to {names[PROJECT]}.",
        )
        for name, text in given.items()
        if _key(text) != names[name].lower()
    ]


def _row(
    project: Project, number: int, values: dict[str, Any], existing: Phase | None
) -> PhaseRow:
    """Of an existing phase, the name and all that the row does not say are kept."""
    if existing is None:
        values = {"type": PhaseType.of_project(project.type), **values}
        return PhaseRow(number, Phase(project=project, **values))
    kept = {name: getattr(existing, name) for name in LABELS if name not in ABOVE}
    given = {name: value for name, value in values.items() if name != NAME}
    changes = {name: value for name, value in given.items() if value != kept[name]}
    phase = Phase(project=project, **{**kept, **given})
    return PhaseRow(number, phase, existing, changes)


def _refused_values(row: PhaseRow) -> list[Problem]:
    if row.existing and not row.changes:
        return []
    return refused_values(
        row.number,
        row.phase,
        exclude=["project"],
        labels=LABELS,
        written=lambda name: shown(name, row.phase) if name in LABELS else "",
    )


def _hint(rows: list[PhaseRow], existing: list[str]) -> None:
    """As many as can be compared while someone waits, with those before them in the
    file only if the letters are the same."""
    compared = 0
    earlier: dict[tuple[str, ...], int] = {}  # the rows with these letters
    for row in rows:
        letters = tuple(alike.letters(row.phase.name))
        if letters in earlier:
            row.hint = f"Nearly the same name as in row {earlier[letters]}."
        elif compared <= COMPARED:
            row.hint = alike.hint(row.phase.name, existing, "phase")
            compared += len(existing)
        earlier.setdefault(letters, row.number)


def apply_phase_import(*, imported: PhaseImport) -> PhasePlan:
    """All of it in one transaction, or none."""
    with forecast_once():
        locked = locked_in(ImportState.DRAFT, imported)
        plan = plan_phases(locked)
        _refuse_unless_ready(plan)
        add_phases([row.phase for row in plan.add])
        _update(plan.updated)
        services.update(
            locked,
            state=ImportState.APPLIED,
            rows=[],
            result={"summary": plan.summary},
        )
    return plan


def _update(rows: Iterable[PhaseRow]) -> None:
    for row in rows:
        if phase := row.existing:
            update_phase(phase=phase, version=phase.updated_at, **row.changes)


def _refuse_unless_ready(plan: PhasePlan) -> None:
    refuse_problems(ready=plan.ready)
    if len(plan.updated) > MOST_UPDATED:
        raise ValidationError(
            f"Nothing was imported because more than {MOST_UPDATED:,} phases would be "
            "updated. Split the file into smaller files."
        )
