"""Importing the earlier tool's customers, projects and phases, from the top down."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet

from customers.models import Customer
from customers.services import create_customer
from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.ledger import Ledger, reason_of
from phases.legacy.measurements import import_measurements
from phases.models import Phase, PhaseStatus, PhaseType
from phases.services.forecasts import forecast_once
from phases.services.phases import add_note, create_phase
from projects.models import Project
from projects.services import create_project
from tracker.commands.lookup import same_name

NOT_IMPORTED = {
    "bucket_data": "Bucket figures are not imported. They come from inventories.",
    "users": "Users are not imported. An administrator adds them.",
    "tool": "Settings of the earlier tool are not imported.",
}
UNKNOWN_TABLE = "This table is not imported."
TABLES = ("customer", "migration_project", "migration_phase", "migration_data")


def import_legacy(file: SqliteFile) -> Ledger:
    """In one transaction; the ledger has the outcome of every row."""
    ledger = Ledger()
    with forecast_once():
        customers = LegacyTable("customer", ledger).import_rows(
            file, new_customer, Customer.objects
        )
        projects = LegacyTable("migration_project", ledger, customers).import_rows(
            file, new_project, Project.objects
        )
        phases = LegacyTable("migration_phase", ledger, projects).import_rows(
            file, new_phase, Phase.objects.with_project()
        )
        import_measurements(file, phases, ledger)
    for table in sorted(set(file.tables) - set(TABLES)):
        reason = NOT_IMPORTED.get(table, UNKNOWN_TABLE)
        if count := file.row_count(table):
            ledger.refuse_all(table, count, reason)
    return ledger


Imported = dict[str, Any]  # our rows, by the earlier tool's ids
Make = Callable[[Row, Any, UUID | None, "LegacyTable"], Any]


class LegacyTable:
    """One table of the hierarchy, and the imported rows above it."""

    # The column that leads to the table above, and what its rows are called.
    PARENT = {
        "migration_project": ("customer_id", "customer"),
        "migration_phase": ("migration_id", "project"),
    }

    def __init__(
        self, table: str, ledger: Ledger, above: Imported | None = None
    ) -> None:
        self.table, self.ledger, self.above = table, ledger, above
        self.imported: Imported = {}

    def import_rows(self, file: SqliteFile, make: Make, rows: Any) -> Imported:
        for row in file.rows(self.table):
            try:
                self._one(row, make, rows)
            except values.OddError as odd:
                self.ledger.refuse(self.table, row["id"], str(odd))
            except ValidationError as refused:
                self.ledger.refuse(self.table, row["id"], reason_of(refused))
        return self.imported

    def _one(self, row: Row, make: Make, rows: Any) -> None:
        key = values.text(row["id"])
        if not key:
            raise values.OddError("The row has no id.")
        if key in self.imported:
            raise values.OddError("Another row has the same id.")
        parent = self._parent(row)
        existing = self._existing(row, parent, rows)
        if existing is not None:
            self.imported[key] = existing
            self.ledger.already_there(self.table)
            return
        with transaction.atomic():
            self.imported[key] = make(row, parent, values.uuid(key), self)
        self.ledger.imported(self.table)

    def _parent(self, row: Row) -> Any:
        if self.above is None:
            return None
        column, noun = self.PARENT[self.table]
        key = values.text(row[column])
        if key not in self.above:
            raise values.OddError(
                f"The {noun} {values.shown(key)} is not in the file or was refused."
            )
        return self.above[key]

    def _existing(self, row: Row, parent: Any, rows: QuerySet[Any]) -> Any:
        """By its id, even if it has been renamed; else by its name."""
        pk = values.uuid(row["id"])
        same_id = rows.filter(pk=pk).first() if pk else None
        if same_id is not None:
            if not _is_below(same_id, parent):
                raise values.OddError(
                    "The id belongs to a different record in Migration Tracker."
                )
            return same_id
        siblings = (
            rows if parent is None else rows.filter(**{_parent_field(rows): parent})
        )
        name = values.name(row["name"])
        return same_name(siblings, name).first() if name else None


def _parent_field(rows: QuerySet[Any]) -> str:
    return "customer" if rows.model is Project else "project"


def _is_below(row: Model, parent: Any) -> bool:
    """A phase may have moved since, within its customer."""
    if isinstance(row, Phase):
        return bool(row.project.customer == parent.customer)
    return not isinstance(row, Project) or row.customer == parent


def new_customer(
    row: Row, parent: None, pk: UUID | None, table: LegacyTable
) -> Customer:
    return create_customer(
        name=values.text(row["name"]), active=values.active(row.get("active")), id=pk
    )


def new_project(
    row: Row, parent: Customer, pk: UUID | None, table: LegacyTable
) -> Project:
    return create_project(
        customer=parent,
        name=values.text(row["name"]),
        type=values.project_type(row["type"]),
        active=values.active(row.get("active")),
        id=pk,
    )


def new_phase(row: Row, parent: Project, pk: UUID | None, table: LegacyTable) -> Phase:
    kind = values.phase_type(row.get("type"), parent.type)
    name, changes = values.text(row["name"]), []
    source, target = values.text(row.get("source")), values.text(row.get("target"))
    if kind == PhaseType.IOM_EXCLUSION and source != name:
        # There the phase was named for its storage domain.
        if source:
            changes.append(f"Source in the earlier tool: {source!r}.")
        source = name
    if source and source == target:
        changes.append(
            f"Target in the earlier tool: {target!r}, the same as its source."
        )
        target = ""
    if partition := values.text(row.get("source_tape_partition")):
        changes.append(f"Source tape partition in the earlier tool: {partition!r}.")
    active = values.active(row.get("active"))
    phase = create_phase(
        project=parent,
        name=name,
        type=kind,
        source=source,
        target=target,
        target_tape_partition=values.text(row.get("target_tape_partition")),
        status=PhaseStatus.ACTIVE if active else PhaseStatus.PAUSED,
        status_reason="" if active else "Inactive in the earlier tool.",
        id=pk,
    )
    _note_changes(phase, changes, table)
    return phase


def _note_changes(phase: Phase, changes: Iterable[str], table: LegacyTable) -> None:
    """Values without a field of their own go into the phase's notes."""
    for change in changes:
        add_note(phase=phase, text=change, author=None)
        table.ledger.remark(table.table, phase.pk, change)
