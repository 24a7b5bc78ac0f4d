"""What the team sets aside of what needs attention, and shows again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from phases.attention import PHASES, PROJECTS, Outstanding, current_notices
from phases.models import Phase, Reason, SetAside
from projects.models import Project
from tracker import services
from tracker.models import User

Subject = Phase | Project | Job
GONE = "This no longer needs attention, so there is nothing to set aside."
PAST = "This day has come already. Choose a later one."
FIELDS = {Phase: "phase", Project: "project", Job: "job"}
FAMILIES = {Phase: PHASES, Project: PROJECTS}


@transaction.atomic
def set_aside(
    *,
    row: Subject,
    reasons: Sequence[str],
    until: date | None,
    why: str,
    by: User | None,
) -> list[SetAside]:
    """Until a day, or without one, until it is another occurrence or worse."""
    today = timezone.localdate()
    if until and until <= today:
        raise ValidationError({"day": PAST})
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    present = {notice.reason for notice in current_notices(locked, today)}
    chosen = [reason for reason in present if reason.value in reasons]
    if not chosen:
        raise ValidationError(GONE)
    values = {"about": str(row), "until": until, "why": why, "set_by": by}
    return [
        _store(locked, reason, {**values, **_occurrence(locked, reason, until, today)})
        for reason in chosen
    ]


def show_again(*, aside: SetAside) -> None:
    """Also when someone else did so a moment ago."""
    SetAside.objects.filter(pk=aside.pk).delete()


def _occurrence(
    row: Subject, reason: Reason, until: date | None, today: date
) -> dict[str, Any]:
    """A snoozed reason may get worse until its day."""
    family = FAMILIES.get(type(row))
    kept = Outstanding(family, today).occurrence(row, reason) if family else {}
    return {"since": None, **kept, "worst": None if until else kept.get("worst")}


def _store(row: Subject, reason: Reason, values: dict[str, Any]) -> SetAside:
    """One row for each reason: the row is locked, so no other is added meanwhile."""
    key = {FIELDS[type(row)]: row, "reason": reason.value}
    earlier = SetAside.objects.filter(**key).first()
    if earlier:
        return services.update(earlier, **values)
    return services.create(SetAside(customer=row.customer, **key, **values))
