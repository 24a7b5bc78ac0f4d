"""Phases for the buckets of an inventory, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from customers.appliances import Appliance
from gather.inventories import kind_of
from phases.models import Phase, PhaseType
from phases.services.phases import create_phases
from projects.models import Project

AT_ONCE = 500


@dataclass(frozen=True)
class Apart:
    """Buckets that are to get a phase, and those whose name one has already."""

    new: list[str]
    taken: list[str]


def apart(project: Project, buckets: Sequence[str]) -> Apart:
    """Names of phases are blind to case, those of buckets are not."""
    known = {name.lower() for name in project.phases.values_list("name", flat=True)}
    found = Apart([], [])
    for bucket in buckets:
        key = bucket.strip().lower()
        (found.taken if key in known else found.new).append(bucket)
        known.add(key)
    return found


def type_by_bucket(project: Project) -> str:
    """As the project's type says; buckets are on a BlackPearl, whatever that is."""
    proposed = PhaseType.of_project(project.type)
    by_bucket = kind_of(proposed) == Appliance.BLACKPEARL
    return proposed if by_bucket else PhaseType.IOM_BUCKET


def create_bucket_phases(
    *, project: Project, buckets: Sequence[str], **common: Any
) -> tuple[list[Phase], list[str]]:
    """The phases, and the buckets that were skipped; all that are new, or none."""
    found = apart(project, buckets)
    if not buckets:
        raise ValidationError({"buckets": "Choose at least one bucket."})
    if not found.new:
        raise ValidationError({"buckets": "Each bucket chosen has a phase already."})
    if len(found.new) > AT_ONCE:
        raise ValidationError(
            {"buckets": f"Choose at most {AT_ONCE} buckets, and add the rest then."}
        )
    type_ = type_by_bucket(project)
    made = create_phases(
        project=project, names=found.new, by_bucket=True, type=type_, **common
    )
    return made, found.taken
