"""The earlier tool's rows of customers, projects and phases, as ours are described."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from customers.models import Customer
from files.sqlite import Row
from phases.legacy import values
from phases.legacy.apart import Identity
from phases.models import Phase, PhaseStatus, PhaseType
from projects.models import Project
from tracker.services import Brought


@dataclass
class Described:
    """A row that can be one of ours."""

    row: Row
    key: str
    parent: Any
    name: str
    identity: Identity
    fields: dict[str, Any] = field(default_factory=dict)  # for the service
    notes: list[str] = field(default_factory=list)  # values without a field

    @property
    def pk(self) -> UUID | None:
        return values.uuid(self.key)

    @property
    def active(self) -> bool:
        return values.active(self.row.get("active"))

    @property
    def family(self) -> tuple[Any, str]:
        """Those that can't all have their name."""
        return getattr(self.parent, "pk", None), self.name.lower()

    @property
    def brought(self) -> Brought:
        """The id and the times that are kept."""
        created = values.moment(self.row.get("created_at"))
        updated = values.moment(self.row.get("last_updated")) or created
        kept: dict[str, Any] = {"id": self.pk, "created_at": created or updated}
        kept["updated_at"] = max(filter(None, (created, updated)), default=None)
        return Brought(**{name: v for name, v in kept.items() if v})  # type: ignore[typeddict-item]


Describe = Callable[[Row, str, Any, values.Types], Described]


def described_customer(
    row: Row, key: str, parent: None, types: values.Types
) -> Described:
    return Described(row, key, parent, values.name(row["name"]), ())


def described_project(
    row: Row, key: str, parent: Customer, types: values.Types
) -> Described:
    kind = values.project_type(row["type"], types)
    name = values.name(row["name"])
    return Described(row, key, parent, name, (kind,), {"type": kind})


def described_phase(
    row: Row, key: str, parent: Project, types: values.Types
) -> Described:
    kind = values.phase_type(row.get("type"), parent.type, types)
    name, notes = values.name(row["name"]), []
    source, target = values.text(row.get("source")), values.text(row.get("target"))
    if kind == PhaseType.IOM_EXCLUSION and source != name:
        # There the phase was named for its storage domain.
        if source:
            notes.append(f"Source in the earlier tool: {source!r}.")
        source = name
    if source and source == target:
        notes.append(f"Target in the earlier tool: {target!r}, the same as its source.")
        target = ""
    if old := values.text(row.get("source_tape_partition")):
        notes.append(f"Source tape partition in the earlier tool: {old!r}.")
    partition = values.text(row.get("target_tape_partition"))
    fields = {
        "type": kind,
        "source": source,
        "target": target,
        "target_tape_partition": partition,
    }
    return Described(
        row, key, parent, name, (kind, source, target, partition), fields, notes
    )


def identity_of(row: Any) -> Identity:
    """What a row of ours has to share with one of the file to be the same."""
    if isinstance(row, Phase):
        return row.type, row.source, row.target, row.target_tape_partition
    return (row.type,) if isinstance(row, Project) else ()


def status(*, active: bool) -> dict[str, Any]:
    """How a phase is that was inactive in the earlier tool."""
    if active:
        return {"status": PhaseStatus.ACTIVE}
    return {
        "status": PhaseStatus.PAUSED,
        "status_reason": "Inactive in the earlier tool.",
    }
