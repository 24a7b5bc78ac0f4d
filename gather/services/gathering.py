"""Measuring phases by stored inventories. No restored database is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.formats import date_format

from customers.models import Customer
from gather.inventories import kind_of
from gather.models import Inventory, Origin
from gather.services.previewing import (
    Preview,
    Shelf,
    existing_of,
    figures_for,
    previous_of,
    proposed_type,
)
from phases.models import MigrationData, Phase, RecordedVia
from phases.models.measurement import FIGURES
from phases.services.measurements import add_measurement, correct_measurement
from phases.services.phases import update_phase
from projects.models import Project
from tracker.models import Job, User

__all__ = [
    "Outcome",
    "Preview",
    "active_phases",
    "figures_for",
    "gather",
    "gather_all",
    "gather_retroactively",
]

Result = Literal["added", "replaced", "kept", "refused"]


@dataclass(frozen=True)
class Outcome:
    """What became of one phase of several, or of one day of several."""

    phase: Phase
    result: Result
    measurement: MigrationData | None = None
    problem: str = ""
    inventory: Inventory | None = None


def gather(
    *,
    phase: Phase,
    inventory: Inventory | None = None,
    day: date | None = None,
    buckets: Sequence[str] | None = None,
    type: str = "",  # noqa: A002 - the field's name is part of the contract
    replace: bool = False,
    requested_by: User | None = None,
    job: Job | None = None,
    remember_buckets: bool = False,
) -> MigrationData:
    """Store what `figures_for` shows."""
    preview = figures_for(phase=phase, inventory=inventory, day=day, buckets=buckets)
    with transaction.atomic():
        stored = store(preview, type=type, replace=replace, by=requested_by, job=job)
        if remember_buckets and buckets is not None:
            update_phase(phase=phase, buckets=list(buckets))
    return stored


@transaction.atomic
def store(
    preview: Preview,
    *,
    type: str = "",  # noqa: A002
    replace: bool = False,
    by: User | None = None,
    job: Job | None = None,
) -> MigrationData:
    """Two people at once take turns: the second one is told what the first stored."""
    phase, day = locked(preview.phase), preview.day
    existing = existing_of(phase, day, type)
    if existing is None:
        stored = add_measurement(
            phase=phase,
            timestamp=day,
            type=type or proposed_type(phase, previous_of(phase, day)),
            recorded_by=by,
            recorded_via=RecordedVia.GATHER,
            note=note_of(preview),
            **preview.values,
        )
    elif replace:
        stored = correct_measurement(
            measurement=existing,
            reason=f"Gathered anew from the inventory of {shown(preview)}.",
            recorded_by=by,
            recorded_via=RecordedVia.GATHER,
            note=note_of(preview),
            **preview.values,
        )
    else:
        raise ValidationError(
            {
                "date": f"{preview.phase} has a measurement of "
                f"{date_format(preview.day)} already: replace it, or keep it."
            },
            code="exists",
        )
    keep_origin(stored, preview, job)
    return stored


def locked(phase: Phase) -> Phase:
    there = Phase.objects.select_for_update(no_key=True, of=("self",)).with_project()
    try:
        return there.get(pk=phase.pk)
    except Phase.DoesNotExist:
        raise ValidationError(f"{phase} was deleted meanwhile.") from None


def note_of(preview: Preview) -> str:
    return " ".join(
        remark for remark in preview.remarks if remark not in preview.inventory.notes
    )[:500]


def shown(preview: Preview) -> str:
    return date_format(preview.inventory.dated)


def keep_origin(stored: MigrationData, preview: Preview, job: Job | None) -> None:
    measured, scratch = preview.answer.measured, preview.scratch
    Origin.objects.update_or_create(
        measurement_id=stored.pk,
        defaults={
            "inventory": preview.inventory,
            "tapes_inventory": scratch.inventory,
            "job": job,
            "type": preview.question.type,
            "source": measured.source.name,
            "target": measured.target.name,
            "partition": preview.question.partition,
            "rule": measured.rule,
            "buckets": list(measured.buckets),
            "figures": {
                **{name: getattr(stored, name) for name in FIGURES},
                "usable_scratch_tapes": scratch.usable,
            },
        },
    )


def is_as_gathered(measurement: MigrationData) -> bool:
    """Gathered, and not touched by anybody since."""
    origin = Origin.objects.filter(measurement=measurement).first()
    return origin is not None and all(
        getattr(measurement, name) == origin.figures.get(name) for name in FIGURES
    )


def active_phases(
    *, project: Project | None = None, customer: Customer | None = None
) -> QuerySet[Phase]:
    phases = Phase.objects.active().with_project()
    if project:
        phases = phases.filter(project=project)
    if customer:
        phases = phases.filter(project__customer=customer)
    return phases


Existing = Literal["keep", "renew", "replace"]


def gather_all(
    *,
    phases: Iterable[Phase],
    inventory: Inventory | None = None,
    day: date | None = None,
    type: str = "",  # noqa: A002
    replace: bool = False,
    renew: bool = False,
    requested_by: User | None = None,
    job: Job | None = None,
) -> list[Outcome]:
    """Each phase for itself: one that is refused does not stop the others.

    `renew` replaces what was gathered before, and keeps what people typed in.
    """
    existing: Existing = "replace" if replace else "renew" if renew else "keep"
    shelf = Shelf()
    return [
        one_of_several(
            phase,
            existing,
            shelf,
            inventory=inventory,
            day=day,
            type=type,
            by=requested_by,
            job=job,
        )
        for phase in phases
    ]


def gather_retroactively(
    *, phase: Phase, replace: bool = False, requested_by: User | None = None
) -> list[Outcome]:
    """One measurement for each day that has an inventory, in one step."""
    usable = Inventory.objects.usable()
    inventories = usable.of(phase.project.customer, kind_of(phase.type)).one_a_day()
    existing: Existing = "replace" if replace else "keep"
    shelf = Shelf()
    return [
        one_of_several(
            phase, existing, shelf, inventory=inventory, day=inventory.dated,
            type="", by=requested_by, job=None,
        )
        for inventory in inventories
    ]  # fmt: skip


def one_of_several(
    phase: Phase,
    existing: Existing,
    shelf: Shelf,
    *,
    inventory: Inventory | None,
    day: date | None,
    type: str,  # noqa: A002
    by: User | None,
    job: Job | None,
) -> Outcome:
    try:
        preview = figures_for(phase=phase, inventory=inventory, day=day, shelf=shelf)
        there = existing_of(phase, preview.day, type)
        if there and not may_replace(there, existing):
            return Outcome(phase, "kept", there, inventory=preview.inventory)
        stored = store(preview, type=type, replace=bool(there), by=by, job=job)
    except ValidationError as refused:
        return Outcome(phase, "refused", problem=" ".join(refused.messages))
    result: Result = "replaced" if there else "added"
    return Outcome(phase, result, stored, inventory=preview.inventory)


def may_replace(measurement: MigrationData, existing: Existing) -> bool:
    if existing == "renew":
        return is_as_gathered(measurement)
    return existing == "replace"
