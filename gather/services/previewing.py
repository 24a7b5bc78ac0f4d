"""What gathering data would store. Nothing is stored here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from gather.measuring.explanation import Explanation, explanation_of, remarks
from gather.measuring.figures import Figures
from gather.measuring.reckoning import (
    Answer,
    Question,
    ScratchTapes,
    per_bucket,
    reckon,
)
from gather.measuring.shelf import Shelf
from gather.models import Inventory
from phases.models import MeasurementType, MigrationData, Phase
from tracker.dates import refuse_future


@dataclass(frozen=True)
class Preview:
    """What would be stored, and the measurements to compare it with."""

    phase: Phase
    inventory: Inventory
    day: date
    type: str
    question: Question
    answer: Answer
    existing: MigrationData | None  # for the same day
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

    @cached_property
    def per_bucket(self) -> list[tuple[str, Figures]]:
        return per_bucket(self.question)

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


@dataclass(frozen=True)
class Standing:
    """What a phase has on and before a day."""

    existing: MigrationData | None = None  # for the same day
    previous: MigrationData | None = None  # the latest before it
    has_reference: bool = False

    @property
    def next_type(self) -> str:
        """The first measurement of a phase is its baseline."""
        if self.previous or self.has_reference:
            return MeasurementType.DATA.value
        return MeasurementType.REFERENCE.value


def standings(
    phases: Collection[Phase], day: date, type_: str = ""
) -> dict[UUID, Standing]:
    """Three queries for any number. With a type, only that one counts as existing."""
    rows = MigrationData.objects.filter(phase__in=phases)
    references = rows.filter(type=MeasurementType.REFERENCE)
    referenced = set(references.values_list("phase_id", flat=True))
    of_day = rows.filter(timestamp=day, **({"type": type_} if type_ else {}))
    existing = {row.phase_id: row for row in of_day.order_by("-type")}
    earlier = rows.filter(timestamp__lt=day)
    newest = earlier.order_by("phase_id", "-timestamp", "type").distinct("phase_id")
    previous = {row.phase_id: row for row in newest}
    return {
        phase.pk: Standing(
            existing.get(phase.pk), previous.get(phase.pk), phase.pk in referenced
        )
        for phase in phases
    }


@dataclass(frozen=True)
class Ahead:
    """What one of several phases is measured with."""

    inventory: Inventory | None = None  # None: measuring it says why there is none
    standing: Standing | None = None


def look_ahead(
    phases: Collection[Phase],
    shelf: Shelf,
    *,
    inventory: Inventory | None = None,
    day: date | None = None,
    type_: str = "",
) -> dict[UUID, Ahead]:
    """Reads all that measuring takes, in a few queries for any number of phases."""
    inventories = {p.pk: _inventory(p, shelf, inventory, day) for p in phases}
    several = {row for row in inventories.values() if row}
    for row in several:
        measured = (phase for phase in phases if inventories[phase.pk] == row)
        questions = (Question.about(phase, row, None) for phase in measured)
        shelf.of(row).expect([question.scope for question in questions])
    days = {day or row.dated for row in several}
    of_day = {each: standings(phases, each, type_) for each in days}
    return {
        pk: Ahead(row, of_day[day or row.dated][pk]) if row else Ahead()
        for pk, row in inventories.items()
    }


def _inventory(
    phase: Phase, shelf: Shelf, inventory: Inventory | None, day: date | None
) -> Inventory | None:
    try:
        return inventory or shelf.inventory(phase, day)
    except ValidationError:
        return None


def figures_for(
    *,
    phase: Phase,
    inventory: Inventory | None = None,
    day: date | None = None,
    buckets: Sequence[str] | None = None,
    type: str = "",  # noqa: A002 - the field's name is part of the contract
    shelf: Shelf | None = None,
    standing: Standing | None = None,
) -> Preview:
    """What gathering would store. A refusal names the field that it is about."""
    shelf = shelf or Shelf()
    refuse_future(day, field="date")
    if inventory is not None:
        refuse_strange(inventory, phase, shelf)
    chosen = inventory or shelf.inventory(phase, day)
    question = Question.about(phase, chosen, buckets)
    answer = reckon(question, shelf)
    day = day or chosen.dated
    if standing is None:
        standing = standings([phase], day, type)[phase.pk]
    return Preview(
        phase=phase,
        inventory=chosen,
        day=day,
        type=type or standing.next_type,
        question=question,
        answer=answer,
        existing=standing.existing,
        previous=standing.previous,
    )


def refuse_strange(inventory: Inventory, phase: Phase, shelf: Shelf) -> None:
    """Chosen by its id, it may be another customer's, or discarded since."""
    if inventory.customer_id != phase.project.customer_id:
        sentence = "This inventory belongs to another customer. Choose another one."
        raise ValidationError({"inventory": sentence})
    if not shelf.is_usable(inventory):
        raise ValidationError(
            {"inventory": "This inventory has been discarded. Choose another one."}
        )
