"""Importing the earlier tool's customers, projects and phases, from the top down."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet

from customers.models import Customer
from customers.services import create_customer
from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.apart import names_apart
from phases.legacy.buckets import import_buckets
from phases.legacy.ledger import Ledger, reason_of
from phases.legacy.measurements import import_measurements
from phases.legacy.rows import (
    Describe,
    Described,
    described_customer,
    described_phase,
    described_project,
    identity_of,
    status,
)
from phases.models import Phase, PhaseType
from phases.services.forecasts import forecast_once
from phases.services.phases import create_phase
from phases.services.remarks import keep_remark
from projects.models import Project
from projects.services import create_project
from tracker.commands.lookup import same_name
from tracker.models import User

NOT_IMPORTED = {
    "users": "Users are not imported. An administrator adds them.",
    "tool": "Settings of the earlier tool are not imported.",
}
UNKNOWN_TABLE = "This table is not imported."
TABLES = (
    "customer",
    "migration_project",
    "migration_phase",
    "migration_data",
    "bucket_data",
)
OTHERS_ID = "The id belongs to a different record in Migration Tracker."


@dataclass(frozen=True)
class Wanted:
    """What was chosen for an import."""

    types: values.Types = field(default_factory=dict)  # of the file, as ours
    unusual_ok: bool = False
    by: User | None = None  # who sees some of the customers; None: a command


def import_legacy(file: SqliteFile, wanted: Wanted | None = None) -> Ledger:
    """In one transaction; the ledger has the outcome of every row."""
    wanted, ledger = wanted or Wanted(), Ledger()
    ledger.unknown_types = sorted(values.unknown_types(file) - wanted.types.keys())
    with forecast_once():
        above: Imported = {}
        for level in levels(wanted):
            table = LegacyTable(level, ledger, above)
            table.import_rows(file, wanted.types)
            above = table.imported
        import_measurements(file, above, ledger, unusual_ok=wanted.unusual_ok)
        import_buckets(file, above, ledger)
    for name in sorted(set(file.tables) - set(TABLES)):
        if count := file.row_count(name):
            ledger.refuse_all(name, count, NOT_IMPORTED.get(name, UNKNOWN_TABLE))
    return ledger


Imported = dict[str, Any]  # our rows, by the earlier tool's ids


@dataclass(frozen=True)
class Level:
    """One table of the hierarchy."""

    table: str
    noun: str
    rows: QuerySet[Any]  # of ours, that may be the same
    describe: Describe
    create: Callable[[Described, str, bool], Any]  # with its name, and active or not
    parent: str = ""  # the column that leads to the table above
    parent_noun: str = ""


def levels(wanted: Wanted) -> tuple[Level, ...]:
    customers = Customer.objects
    seen = customers.for_user(wanted.by) if wanted.by else customers.all()
    return (
        Level(
            "customer",
            "customer",
            seen,
            described_customer,
            partial(new_customer, wanted.by),
        ),
        Level(
            "migration_project",
            "project",
            Project.objects.all(),
            cast(Describe, described_project),
            new_project,
            "customer_id",
            "customer",
        ),
        Level(
            "migration_phase",
            "phase",
            Phase.objects.with_project(),
            cast(Describe, described_phase),
            new_phase,
            "migration_id",
            "project",
        ),
    )


class LegacyTable:
    """A table's rows, and the imported rows of the table above."""

    def __init__(self, level: Level, ledger: Ledger, above: Imported) -> None:
        self.level, self.ledger, self.above = level, ledger, above
        self.imported: Imported = {}
        self.first: dict[Any, Described] = {}  # of those that are the same
        self.new: set[UUID] = set()

    def import_rows(self, file: SqliteFile, types: values.Types) -> None:
        described = list(self._described(file, types))
        families = defaultdict(list)
        for row in described:
            families[row.family].append(row)
        for row in described:
            try:
                self._settle(row, families[row.family])
            except values.OddError as odd:
                self.ledger.refuse(self.level.table, row.key, str(odd))
            except ValidationError as refused:
                self.ledger.refuse(self.level.table, row.key, reason_of(refused))

    def _described(self, file: SqliteFile, types: values.Types) -> Iterator[Described]:
        """The rows that can be ours; the others are refused."""
        keys: set[str] = set()
        for row in file.rows(self.level.table):
            try:
                key = values.text(row["id"])
                if not key:
                    raise values.OddError("The row has no id.")
                if key in keys:
                    raise values.OddError("Another row has the same id.")
                keys.add(key)
                yield self.level.describe(row, key, self._parent(row), types)
            except values.OddError as odd:
                self.ledger.refuse(self.level.table, row["id"], str(odd))

    def _parent(self, row: Row) -> Any:
        if not self.level.parent:
            return None
        key = values.text(row[self.level.parent])
        if key not in self.above:
            raise values.OddError(
                f"The {self.level.parent_noun} {values.shown(key)} is not in the file "
                "or was refused."
            )
        return self.above[key]

    def _settle(self, row: Described, family: list[Described]) -> None:
        """Find out which of ours a row of the file is, or make a new one of it."""
        same = (*row.family, row.identity)
        ours = self._by_id(row)
        if ours is None and same in self.first:
            return self._merge(row, self.first[same])
        if ours is None:
            ours = self._by_name(row, family)
        self.imported[row.key] = ours
        self.first.setdefault(same, row)
        if ours.pk not in self.new:
            self.ledger.already_there(self.level.table)
            return None
        self.ledger.imported(self.level.table)
        if ours.name != row.name:
            change = (
                f"The name {values.shown(row.name)} became {values.shown(ours.name)}."
            )
            self.ledger.remark(self.level.table, row.key, change)
        return self._note(row, ours)

    def _by_id(self, row: Described) -> Any:
        """The row of this id, even if it has been renamed."""
        ours = self.level.rows.filter(pk=row.pk).first() if row.pk else None
        if ours is not None and not _is_below(ours, row.parent):
            raise values.OddError(OTHERS_ID)
        return ours

    def _by_name(self, row: Described, family: list[Described]) -> Any:
        """One of the same name that is the same; else a new one, named apart."""
        siblings = self._siblings(row.parent)
        namesakes = [other.identity for other in family]
        if ours := same_name(siblings, row.name).first():
            if identity_of(ours) == row.identity:
                return ours
            namesakes.append(identity_of(ours))
        of_bucket = row.fields.get("type") == PhaseType.IOM_BUCKET
        for name in names_apart(
            row.name,
            row.identity,
            namesakes,
            of_bucket=of_bucket and isinstance(row.parent, Project),
        ):
            ours = same_name(siblings, name).first()
            if ours is None:
                return self._create(row, name, family)
            if identity_of(ours) == row.identity:
                return ours
        raise AssertionError("unreachable")

    def _create(self, row: Described, name: str, family: list[Described]) -> Any:
        """Active if one of the rows that are the same is."""
        active = any(r.active for r in family if r.identity == row.identity)
        with transaction.atomic():
            ours = self.level.create(row, name, active)
        self.new.add(ours.pk)
        return ours

    def _siblings(self, parent: Any) -> QuerySet[Any]:
        if parent is None:
            return self.level.rows
        column = "customer" if isinstance(parent, Customer) else "project"
        return self.level.rows.filter(**{column: parent})

    def _merge(self, row: Described, first: Described) -> None:
        ours = self.imported[first.key]
        self.imported[row.key] = ours
        self.ledger.merge(
            self.level.table,
            row.key,
            f"The same {self.level.noun} as row {values.shown(first.key)}: "
            f"{values.shown(ours.name)}.",
        )
        if ours.pk in self.new:
            self._note(row, ours)

    def _note(self, row: Described, phase: Any) -> None:
        """Values without a field of their own go into the phase's notes."""
        for text in row.notes:
            keep_remark(phase, text)
            self.ledger.remark(self.level.table, phase.pk, text)


def _is_below(row: Model, parent: Any) -> bool:
    """A phase may have moved since, within its customer."""
    if isinstance(row, Phase):
        return bool(row.project.customer == parent.customer)
    return not isinstance(row, Project) or row.customer == parent


def new_customer(by: User | None, row: Described, name: str, active: bool) -> Customer:
    return create_customer(name=name, active=active, created_by=by, **row.brought)


def new_project(row: Described, name: str, active: bool) -> Project:
    return create_project(
        customer=row.parent, name=name, active=active, **row.fields, **row.brought
    )


def new_phase(row: Described, name: str, active: bool) -> Phase:
    return create_phase(
        project=row.parent,
        name=name,
        **row.fields,
        **status(active=active),
        **row.brought,
    )
