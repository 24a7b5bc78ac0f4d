from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain, count
from typing import Any, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from phases.models import Phase, PhaseStatus, PhaseType
from phases.naming import with_end
from phases.services.forecasts import forecast_once, remember_project
from projects.models import Project
from tracker import services

AT_ONCE = 1000
SAME_NAMES = "Two of these phases have the same name. Choose another name for one."
COPIED = ("type", "source", "target", "target_tape_partition", "target_date")


class PhaseFields(services.Brought, total=False):
    """The model's own fields that a new phase may be given."""

    type: str  # empty: as the project's type
    source: str
    target: str
    target_tape_partition: str
    buckets: Sequence[str]
    status: str
    status_reason: str
    target_date: date | None
    expected_date: date | None
    expected_reason: str


@transaction.atomic
def create_phase(
    *, project: Project, name: str, **fields: Unpack[PhaseFields]
) -> Phase:
    """Add a phase; its type follows from the project's when none is given."""
    fields["type"] = fields.get("type") or PhaseType.of_project(project.type)
    fields["buckets"] = list(fields.get("buckets", ()))
    phase = services.create(Phase(project=project, name=name, **fields))
    remember_project(phase.project_id)
    return phase


@forecast_once()
def create_phases(
    *,
    project: Project,
    names: Sequence[str],
    buckets: Mapping[str, str] | None = None,
    **common: Any,
) -> list[Phase]:
    """Several phases that differ in name only: all of them, or none.

    `buckets`: the one bucket of each, by the phase's name.
    """
    refused: list[str] = []
    made: list[Phase] = []
    for name in names:
        own = [buckets[name]] if buckets else []
        try:
            phase = create_phase(project=project, name=name, buckets=own, **common)
            made.append(phase)
        except ValidationError as error:
            refused.append(f"{name}: {' '.join(error.messages)}")
    if refused:
        raise ValidationError({"names": refused})
    return made


@forecast_once()
def add_phases(phases: Sequence[Phase]) -> None:
    """Checked phases, a thousand per statement: checking each again would query the
    database several times. Only phases that the database refuses are checked."""
    try:
        with transaction.atomic():
            Phase.objects.bulk_create(phases, batch_size=AT_ONCE)
    except IntegrityError as error:
        for phase in phases:
            _refuse_with_its_name(phase)
        raise ValidationError(SAME_NAMES) from error
    for project_id in {phase.project_id for phase in phases}:
        remember_project(project_id)


def _refuse_with_its_name(phase: Phase) -> None:
    try:
        phase.full_clean()
    except ValidationError as error:
        raise ValidationError(f"{phase}: {' '.join(error.messages)}") from error


@forecast_once()
def update_phase(
    *, phase: Phase, version: datetime | None = None, **values: Any
) -> Phase:
    left = Phase.objects.filter(pk=phase.pk).values_list("project_id", flat=True)
    for project_id in left:
        remember_project(project_id)
    changed = services.update(phase, version=version, **values)
    remember_project(changed.project_id)
    return changed


def set_phase_status(*, phase: Phase, status: str, status_reason: str = "") -> Phase:
    return update_phase(phase=phase, status=status, status_reason=status_reason)


@forecast_once()
def set_phases_status(
    *, phases: Iterable[Phase], status: str, status_reason: str = ""
) -> int:
    return sum(
        bool(set_phase_status(phase=phase, status=status, status_reason=status_reason))
        for phase in sorted(phases, key=lambda phase: phase.pk)  # locked in one order
        if phase.status != status
    )


def duplicate_phase(*, phase: Phase, name: str) -> Phase:
    """A new phase of the same project, set up alike; measurements stay behind."""
    copied = {field: getattr(phase, field) for field in COPIED}
    return create_phase(
        project=phase.project,
        name=name,
        buckets=phase.buckets,
        status=PhaseStatus.PLANNED,
        **copied,
    )


def free_name(phase: Phase) -> str:
    """A name for a duplicate that is not taken: "News (2)"."""
    return free_names(phase.project, [phase.name])[0]


def free_names(project: Project, names: Iterable[str]) -> list[str]:
    """As they are, or with a number where a phase, or one before, has that name."""
    as_kept = Phase._meta.get_field("name").to_python
    taken = {name.lower() for name in project.phases.values_list("name", flat=True)}
    free = []
    for name in names:
        numbers = (f" ({number})" for number in count(2))
        variants = chain([name], (with_end(name.strip(), end) for end in numbers))
        free.append(next(v for v in variants if as_kept(v).lower() not in taken))
        taken.add(as_kept(free[-1]).lower())
    return free


def delete_phase(*, phase: Phase) -> None:
    instead = "Delete those first, or pause or complete the phase instead."
    with services.deleting(phase, instead=instead):
        Phase.objects.filter(pk=phase.pk).delete()
        remember_project(phase.project_id)
