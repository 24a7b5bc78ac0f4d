"""Taking over the earlier tool's hierarchy, from the top down."""

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
from phases.legacy.ledger import Ledger, refusal
from phases.legacy.measurements import import_measurements
from phases.models import Phase, PhaseStatus, PhaseType
from phases.services.forecasts import forecast_once
from phases.services.phases import add_note, create_phase
from projects.models import Project
from projects.services import create_project
from tracker.commands.lookup import same_name

ELSEWHERE = {
    "bucket_data": "figures of buckets come from inventories here",
    "users": "people are added by an administrator",
    "tool": "settings of the earlier tool have no place here",
}
UNKNOWN = "this table is none that is taken over"
TAKEN = ("customer", "migration_project", "migration_phase", "migration_data")


def import_legacy(file: SqliteFile) -> Ledger:
    """In one transaction; the ledger says what became of every row."""
    ledger = Ledger()
    with forecast_once():
        customers = Level("customer", ledger).each(file, new_customer, Customer.objects)
        projects = Level("migration_project", ledger, customers).each(
            file, new_project, Project.objects
        )
        phases = Level("migration_phase", ledger, projects).each(
            file, new_phase, Phase.objects.with_project()
        )
        import_measurements(file, phases, ledger)
    for table in sorted(set(file.tables) - set(TAKEN)):
        reason = ELSEWHERE.get(table, UNKNOWN)
        if count := file.row_count(table):
            ledger.refuse_all(table, count, reason)
    return ledger


Rows = dict[str, Any]  # what became of a row, by the earlier tool's id
Make = Callable[[Row, Any, UUID | None, "Level"], Any]


class Level:
    """One table of the hierarchy, and the rows above it."""

    PARENT = {"migration_project": "customer_id", "migration_phase": "migration_id"}

    def __init__(self, table: str, ledger: Ledger, above: Rows | None = None) -> None:
        self.table, self.ledger, self.above = table, ledger, above
        self.found: Rows = {}

    def each(self, file: SqliteFile, make: Make, rows: Any) -> Rows:
        for row in file.rows(self.table):
            try:
                self._one(row, make, rows)
            except values.OddError as odd:
                self.ledger.refuse(self.table, row["id"], str(odd))
            except ValidationError as refused:
                self.ledger.refuse(self.table, row["id"], refusal(refused))
        return self.found

    def _one(self, row: Row, make: Make, rows: Any) -> None:
        key = values.text(row["id"])
        if not key:
            raise values.OddError("it has no id")
        if key in self.found:
            raise values.OddError("another row has this id")
        parent = self._parent(row)
        there = self._there(row, parent, rows)
        if there is not None:
            self.found[key] = there
            self.ledger.there(self.table)
            return
        with transaction.atomic():
            self.found[key] = make(row, parent, values.uuid(key), self)
        self.ledger.imported(self.table)

    def _parent(self, row: Row) -> Any:
        if self.above is None:
            return None
        column = self.PARENT[self.table]
        key = values.text(row[column])
        if key not in self.above:
            what = column.removesuffix("_id")
            raise values.OddError(
                f"its {what}, {values.shown(key)}, is not in the file or was refused"
            )
        return self.above[key]

    def _there(self, row: Row, parent: Any, rows: QuerySet[Any]) -> Any:
        """By its id, whatever it is called by now; else by its name."""
        pk = values.uuid(row["id"])
        known = rows.filter(pk=pk).first() if pk else None
        if known is not None:
            if not below(known, parent):
                raise values.OddError("its id is that of something else here")
            return known
        siblings = rows if parent is None else rows.filter(**{owner(rows): parent})
        name = values.name(row["name"])
        return same_name(siblings, name).first() if name else None


def owner(rows: QuerySet[Any]) -> str:
    return "customer" if rows.model is Project else "project"


def below(row: Model, parent: Any) -> bool:
    """A phase may have moved since, within its customer."""
    if isinstance(row, Phase):
        return bool(row.project.customer == parent.customer)
    return not isinstance(row, Project) or row.customer == parent


def new_customer(row: Row, parent: None, pk: UUID | None, level: Level) -> Customer:
    return create_customer(
        name=values.text(row["name"]), active=values.active(row.get("active")), id=pk
    )


def new_project(row: Row, parent: Customer, pk: UUID | None, level: Level) -> Project:
    return create_project(
        customer=parent,
        name=values.text(row["name"]),
        type=values.project_type(row["type"]),
        active=values.active(row.get("active")),
        id=pk,
    )


def new_phase(row: Row, parent: Project, pk: UUID | None, level: Level) -> Phase:
    kind = values.phase_type(row.get("type"), parent.type)
    name, changes = values.text(row["name"]), []
    source, target = values.text(row.get("source")), values.text(row.get("target"))
    if kind == PhaseType.IOM_EXCLUSION and source != name:
        # There the phase was named for its storage domain.
        if source:
            changes.append(f"Its source was {source!r} in the earlier tool.")
        source = name
    if source and source == target:
        changes.append(f"Its target was {target!r}, like its source.")
        target = ""
    if partition := values.text(row.get("source_tape_partition")):
        changes.append(f"Its source tape partition was {partition!r}.")
    here = values.active(row.get("active"))
    phase = create_phase(
        project=parent,
        name=name,
        type=kind,
        source=source,
        target=target,
        target_tape_partition=values.text(row.get("target_tape_partition")),
        status=PhaseStatus.ACTIVE if here else PhaseStatus.PAUSED,
        status_reason="" if here else "Inactive in the earlier tool.",
        id=pk,
    )
    note(phase, changes, level)
    return phase


def note(phase: Phase, changes: Iterable[str], level: Level) -> None:
    """What has no place of its own goes into the phase's journal."""
    for change in changes:
        add_note(phase=phase, text=change, author=None)
        level.ledger.remark(level.table, phase.pk, change)
