"""What all parts of an inventory have in common."""

from typing import Any

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models

LONGEST = 1100  # characters of a name; stock/reading.py shortens longer ones


def part_of(name: str) -> Any:
    return models.ForeignKey("gather.Inventory", models.CASCADE, related_name=name)


def label(**more: Any) -> Any:
    """A name or label from the appliance, exactly as it is there."""
    return models.CharField(max_length=LONGEST, **more)


def figure(**more: Any) -> Any:
    return models.PositiveBigIntegerField(default=0, **more)


def locations() -> Any:
    """The numbers of locations, in ascending order."""
    return ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)


def as_counted(name: str) -> list[Any]:
    """Rows come and go with their inventory, and never change."""
    return [pgtrigger.Protect(name=name, operation=pgtrigger.Update)]
