"""Phases for the buckets of an inventory, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from customers.appliances import Appliance
from gather.inventories import kind_of
from phases.models import Phase, PhaseType
from phases.services.phases import create_phases, free_names
from projects.models import Project

AT_ONCE = 500


@dataclass(frozen=True)
class BucketSplit:
    """Buckets that are to get a phase, by its name, and those that have one."""

    new: dict[str, str]
    taken: list[str]

    @property
    def renamed(self) -> bool:
        return any(name != bucket for name, bucket in self.new.items())


def split_buckets(project: Project, buckets: Sequence[str]) -> BucketSplit:
    """Names of phases ignore case, those of buckets do not: each gets its phase."""
    phases = list(project.phases.values_list("name", "buckets"))
    own = {chosen[0] for _, chosen in phases if len(chosen) == 1}
    named = {name.lower(): name for name, chosen in phases if not chosen}

    def has_phase(bucket: str) -> bool:
        name = named.get(bucket.strip().lower())
        return bucket in own or name == bucket or bool(name and name not in buckets)

    new = [bucket for bucket in buckets if not has_phase(bucket)]
    names = free_names(project, new)
    return BucketSplit(
        dict(zip(names, new, strict=True)), list(filter(has_phase, buckets))
    )


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
        project=project, names=list(split.new), buckets=split.new, type=type_, **common
    )
    return phases, split.taken
