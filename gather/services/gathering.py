"""Measuring phases from stored inventories. Restored databases are not needed."""

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
from gather.measuring.shelf import Shelf
from gather.models import Inventory, Origin
from gather.services.previewing import Ahead, Preview, figures_for, look_ahead
from jobs.models import Job
from phases.models import MigrationData, Phase, RecordedVia
from phases.models.measurement import FIGURES
from phases.services.forecasts import forecast_once
from phases.services.measurements import add_measurement, correct_measurement
from phases.services.phases import update_phase
from projects.models import Project
from tracker.models import User

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
Existing = Literal["keep", "renew", "replace"]


@dataclass(frozen=True)
class Outcome:
    """What became of one phase of several, or of one day of several."""

    phase: Phase
    result: Result
    measurement: MigrationData | None = None
    problem: str = ""
    inventory: Inventory | None = None


@dataclass(frozen=True)
class Step:
    """What the measurements of one step have in common."""

    existing: Existing = "keep"
    type: str = ""
    by: User | None = None
    job: Job | None = None


@forecast_once()  # at the end, when the origin of the figures is kept, too
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
    """Store what `figures_for` shows.

    Two people at once take turns: the second is refused, and sees what is there now.
    """
    (phase,) = locked([phase])
    preview = figures_for(
        phase=phase, inventory=inventory, day=day, buckets=buckets, type=type
    )
    if preview.existing and not replace:
        raise ValidationError(
            {
                "date": f"{phase} already has a measurement for "
                f"{date_format(preview.day)}. Replace or keep the existing one."
            },
            code="exists",
        )
    stored = store_preview(preview, by=requested_by, job=job)
    if remember_buckets and buckets is not None:
        update_phase(phase=phase, buckets=list(buckets))
    return stored


def locked(phases: Iterable[Phase]) -> list[Phase]:
    """In the given order. Locked in one order everywhere, so that no two wait."""
    phases = list(phases)
    rows = Phase.objects.select_for_update(no_key=True, of=("self",)).with_project()
    current = {
        row.pk: row for row in rows.filter(pk__in=[p.pk for p in phases]).order_by("pk")
    }
    if gone := [phase for phase in phases if phase.pk not in current]:
        raise ValidationError(f"{gone[0]} has been deleted in the meantime.")
    return [current[phase.pk] for phase in phases]


@transaction.atomic
def store_preview(
    preview: Preview, *, by: User | None = None, job: Job | None = None
) -> MigrationData:
    """Replaces the measurement that the day already has, if any."""
    common = {
        "recorded_by": by,
        "recorded_via": RecordedVia.GATHER,
        "note": note_of(preview),
        **preview.values,
    }
    if preview.existing:
        day = date_format(preview.inventory.dated)
        stored = correct_measurement(
            measurement=preview.existing,
            reason=f"Gathered again from the inventory of {day}.",
            **common,
        )
    else:
        stored = add_measurement(
            phase=preview.phase, timestamp=preview.day, type=preview.type, **common
        )
    keep_origin(stored, preview, job)
    return stored


def note_of(preview: Preview) -> str:
    return " ".join(
        remark for remark in preview.remarks if remark not in preview.inventory.notes
    )[:500]


def keep_origin(stored: MigrationData, preview: Preview, job: Job | None) -> None:
    measured, scratch = preview.answer.measured, preview.scratch
    values = {
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
    }
    if preview.existing:
        Origin.objects.update_or_create(measurement_id=stored.pk, defaults=values)
    else:
        Origin.objects.create(measurement_id=stored.pk, **values)


def is_as_gathered(measurement: MigrationData) -> bool:
    """Gathered, and not changed since."""
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
    """One phase that is refused does not stop the others.

    `renew` replaces what was gathered before, and keeps manual measurements.
    """
    existing: Existing = "replace" if replace else "renew" if renew else "keep"
    step = Step(existing, type, requested_by, job)
    shelf = Shelf()
    with forecast_once():
        several = locked(phases)
        ahead = look_ahead(several, shelf, inventory=inventory, day=day, type_=type)
        return [
            one_of_several(phase, step, shelf, ahead[phase.pk], day=day)
            for phase in several
        ]


def gather_retroactively(
    *, phase: Phase, replace: bool = False, requested_by: User | None = None
) -> list[Outcome]:
    """One measurement for each day that has an inventory, in one step."""
    step = Step("replace" if replace else "keep", by=requested_by)
    usable = Inventory.objects.usable()
    shelf = Shelf()
    with forecast_once():
        (phase,) = locked([phase])
        inventories = usable.of(phase.project.customer, kind_of(phase.type))
        return [
            one_of_several(phase, step, shelf, Ahead(inventory), day=inventory.dated)
            for inventory in inventories.one_a_day()
        ]


def one_of_several(
    phase: Phase,
    step: Step,
    shelf: Shelf,
    ahead: Ahead,
    *,
    day: date | None,
) -> Outcome:
    try:
        preview = figures_for(
            phase=phase,
            inventory=ahead.inventory,
            day=day,
            type=step.type,
            shelf=shelf,
            standing=ahead.standing,
        )
        existing = preview.existing
        if existing and not may_replace(existing, step.existing):
            return Outcome(phase, "kept", existing, inventory=preview.inventory)
        stored = store_preview(preview, by=step.by, job=step.job)
    except ValidationError as refused:
        return Outcome(phase, "refused", problem=" ".join(refused.messages))
    result: Result = "replaced" if existing else "added"
    return Outcome(phase, result, stored, inventory=preview.inventory)


def may_replace(measurement: MigrationData, existing: Existing) -> bool:
    if existing == "renew":
        return is_as_gathered(measurement)
    return existing == "replace"
