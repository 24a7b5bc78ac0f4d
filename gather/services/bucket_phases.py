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
class BucketSplit:
    """Buckets that are to get a phase, and those whose name a phase already has."""

    new: list[str]
    taken: list[str]


def split_buckets(project: Project, buckets: Sequence[str]) -> BucketSplit:
    """Names of phases ignore case, those of buckets do not."""
    names = {name.lower() for name in project.phases.values_list("name", flat=True)}
    split = BucketSplit([], [])
    for bucket in buckets:
        key = bucket.strip().lower()
        (split.taken if key in names else split.new).append(bucket)
        names.add(key)
    return split


def type_by_bucket(project: Project) -> str:
    """The project's own type, if that one is measured on a BlackPearl."""
    proposed = PhaseType.of_project(project.type)
    by_bucket = kind_of(proposed) == Appliance.BLACKPEARL
    return proposed if by_bucket else PhaseType.IOM_BUCKET


def create_bucket_phases(
    *, project: Project, buckets: Sequence[str], **common: Any
) -> tuple[list[Phase], list[str]]:
    """The phases, and the skipped buckets. All new ones get a phase, or none does."""
    split = split_buckets(project, buckets)
    if not buckets:
        raise ValidationError({"buckets": "Select at least one bucket."})
    if not split.new:
        raise ValidationError(
            {"buckets": "Every selected bucket already has a phase. Select others."}
        )
    if len(split.new) > AT_ONCE:
        raise ValidationError(
            {"buckets": f"Select at most {AT_ONCE} buckets. Add the others later."}
        )
    type_ = type_by_bucket(project)
    phases = create_phases(
        project=project, names=split.new, by_bucket=True, type=type_, **common
    )
    return phases, split.taken
