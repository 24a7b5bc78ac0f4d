"""Changing several phases in one go: all of them, or none."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from phases.models import Phase
from phases.services.forecasts import forecast_once
from phases.services.phases import update_phase
from phases.services.remarks import keep_remark
from tracker.models import User

CHANGED = "Someone else changed this phase meanwhile. Check its values again."
DELETED = "Someone else deleted this phase meanwhile."


@dataclass(frozen=True)
class Edit:
    """The new values of fields, and a note that is added to each phase."""

    values: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def differing(self, phase: Phase) -> dict[str, Any]:
        """The values that a phase does not have yet.

        A phase that has the status already keeps its reason, unless there is a new one.
        """
        differing = {
            name: value
            for name, value in self.values.items()
            if getattr(phase, name) != value
        }
        if "status" not in differing and not self.values.get("status_reason"):
            differing.pop("status_reason", None)
        return differing

    def refusals(self, phase: Phase) -> list[str]:
        """Why the phase can't be changed so."""
        changed, values = copy(phase), self.differing(phase)
        if not values:
            return []
        for name, value in values.items():
            setattr(changed, name, value)
        try:
            changed.clean_fields(exclude={"project"})
        except ValidationError as error:
            return error.messages
        return list(changed.contradictions().values())


@forecast_once()
def edit_phases(
    *,
    phases: Iterable[Phase],
    edit: Edit,
    versions: Mapping[UUID, datetime],
    by: User | None,
) -> int:
    """Gives how many changed. The refusal has a sentence for each refused phase.

    `versions`: when each was last changed, as the user saw it.
    """
    names = {phase.pk: phase.name for phase in phases}
    locked = Phase.objects.select_for_update(of=("self",)).filter(pk__in=names)
    stored = {phase.pk: phase for phase in locked.with_project().order_by("pk")}
    refused = [f"{name}: {DELETED}" for pk, name in names.items() if pk not in stored]
    count = 0
    for phase in stored.values():
        try:
            count += _edit(phase, edit, versions.get(phase.pk), by)
        except ValidationError as error:
            refused += [f"{phase}: {message}" for message in error.messages]
    if refused:
        raise ValidationError(refused)
    return count


def _edit(phase: Phase, edit: Edit, version: datetime | None, by: User | None) -> bool:
    values = edit.differing(phase)
    if values and phase.updated_at != version:
        raise ValidationError(CHANGED)
    if values:
        update_phase(phase=phase, **values)
    if edit.note:
        keep_remark(phase, edit.note, by)
    return bool(values or edit.note)
