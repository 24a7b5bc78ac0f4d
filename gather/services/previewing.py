"""What gathering would store, and why: nothing is stored here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from gather.explanation import Explanation, explanation_of, remarks
from gather.figures import Figures, Stock
from gather.inventories import inventory_for, kind_of, stock_of
from gather.models import Inventory
from gather.services.reckoning import Answer, Question, ScratchTapes, reckon
from phases.models import MeasurementType, MigrationData, Phase


@dataclass(frozen=True)
class Preview:
    """What would be stored, and beside what."""

    phase: Phase
    inventory: Inventory
    day: date
    type: str
    question: Question
    answer: Answer
    existing: MigrationData | None  # of this very day
    previous: MigrationData | None  # the latest before it

    @property
    def figures(self) -> Figures:
        return self.answer.measured.figures

    @property
    def scratch(self) -> ScratchTapes:
        return self.answer.scratch

    @property
    def rule(self) -> str:
        return self.answer.measured.rule

    @property
    def buckets(self) -> Sequence[str]:
        return self.answer.measured.buckets

    @property
    def per_bucket(self) -> list[tuple[str, Figures]]:
        return self.answer.measured.per_bucket

    @cached_property
    def explanation(self) -> Explanation:
        return explanation_of(self.answer, self.question)

    @property
    def remarks(self) -> list[str]:
        return remarks(self.answer, self.question)

    @property
    def values(self) -> dict[str, Any]:
        """As a measurement holds them."""
        return {
            **self.figures.as_dict(),
            "target_scratch_tapes": self.scratch.tapes,
        }


class Shelf:
    """Inventories that were read once are not read again within one step."""

    def __init__(self) -> None:
        self._stocks: dict[Any, Stock] = {}
        self._latest: dict[Any, Inventory] = {}

    def stock(self, inventory: Inventory) -> Stock:
        if inventory.pk not in self._stocks:
            self._stocks[inventory.pk] = stock_of(inventory)
        return self._stocks[inventory.pk]

    def inventory(self, phase: Phase, day: date | None) -> Inventory:
        customer, kind = phase.project.customer, kind_of(phase.type)
        key = (customer.pk, kind, day)
        if key not in self._latest:
            self._latest[key] = inventory_for(customer=customer, kind=kind, day=day)
        return self._latest[key]


def figures_for(
    *,
    phase: Phase,
    inventory: Inventory | None = None,
    day: date | None = None,
    buckets: Sequence[str] | None = None,
    shelf: Shelf | None = None,
) -> Preview:
    """What gathering would store. Refused beside the field that it is about."""
    shelf = shelf or Shelf()
    refuse_future(day)
    chosen = inventory or shelf.inventory(phase, day)
    refuse_strange(chosen, phase)
    question = Question.about(phase, chosen, buckets)
    answer = reckon(question, shelf.stock(chosen))
    day = day or chosen.dated
    previous = previous_of(phase, day)
    return Preview(
        phase=phase,
        inventory=chosen,
        day=day,
        type=proposed_type(phase, previous),
        question=question,
        answer=answer,
        existing=existing_of(phase, day),
        previous=previous,
    )


def refuse_future(day: date | None) -> None:
    if day and day > timezone.localdate():
        raise ValidationError({"date": "This date is in the future."})


def refuse_strange(inventory: Inventory, phase: Phase) -> None:
    """Given by its id, it may be anybody's, or have been discarded meanwhile."""
    if inventory.customer_id != phase.project.customer_id:
        raise ValidationError({"inventory": "This inventory is another customer's."})
    if not Inventory.objects.usable().filter(pk=inventory.pk).exists():
        raise ValidationError(
            {"inventory": "This inventory was discarded: choose another one."}
        )


def proposed_type(phase: Phase, previous: MigrationData | None) -> str:
    """The first measurement of a phase is its baseline."""
    references = phase.measurements.filter(type=MeasurementType.REFERENCE)
    if previous or references.exists():
        return MeasurementType.DATA.value
    return MeasurementType.REFERENCE.value


def previous_of(phase: Phase, day: date) -> MigrationData | None:
    earlier = phase.measurements.filter(timestamp__lt=day)
    return earlier.order_by("-timestamp", "type").first()


def existing_of(phase: Phase, day: date, type_: str = "") -> MigrationData | None:
    """What has the day already; of an asked type, only that counts."""
    rows = phase.measurements.filter(timestamp=day).order_by("type")
    return (rows.filter(type=type_) if type_ else rows).first()
