"""From a phase and an inventory to figures, without storing anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from gather.figures import (
    IOM_EXCLUSION,
    RIO_CRUISE,
    Measured,
    Stock,
    Wanted,
    measure,
    scratch,
)
from gather.inventories import kind_of, stock_of, tapes_inventory
from gather.lookup import Unknown
from gather.models import BucketRule, Inventory, Origin
from phases.models import Phase
from restore.models import ApplianceKind


@dataclass(frozen=True)
class Question:
    """What is asked of which inventory. An origin keeps it."""

    inventory: Inventory
    type: str
    name: str
    source: str
    target: str
    partition: str
    buckets: Sequence[str]
    tapes: Inventory | None = None  # already known
    takes_all: bool = False

    @classmethod
    def about(
        cls, phase: Phase, inventory: Inventory, buckets: Sequence[str] | None
    ) -> Self:
        return cls(
            inventory,
            phase.type,
            phase.name,
            phase.source,
            phase.target,
            phase.target_tape_partition,
            list(phase.buckets if buckets is None else buckets),
            takes_all=phase.type == IOM_EXCLUSION,
        )

    @classmethod
    def of(cls, origin: Origin) -> Self:
        """As it was asked then, whatever the phase says now."""
        named = origin.rule == BucketRule.NAMED
        return cls(
            origin.inventory,
            origin.type,
            origin.buckets[0] if named else "",
            origin.source,
            origin.target,
            origin.partition,
            [] if named else origin.buckets,
            origin.tapes_inventory,
            takes_all=origin.type == IOM_EXCLUSION,
        )

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            self.type,
            self.name,
            self.source,
            self.target,
            self.partition,
            self.buckets,
        )


@dataclass(frozen=True)
class ScratchTapes:
    tapes: int | None = None  # None: `reason` says why
    usable: int | None = None
    reason: str = ""
    inventory: Inventory | None = None  # that the tapes were counted in


@dataclass(frozen=True)
class Answer:
    measured: Measured
    scratch: ScratchTapes


def reckon(question: Question, stock: Stock) -> Answer:
    """ValidationError beside the phase's fields when something is not there."""
    expected = kind_of(question.type)
    if question.inventory.kind != expected:
        label = ApplianceKind(expected).label
        raise ValidationError(
            {
                "inventory": f"This phase is measured on a {label}, and the inventory "
                f"is of a {question.inventory.get_kind_display()}."
            }
        )
    try:
        measured = measure(stock, question.wanted)
        return Answer(measured, _scratch(question, stock, measured))
    except Unknown as unknown:
        day = date_format(question.inventory.dated)
        raise ValidationError(
            {unknown.field: f"In the inventory of {day}: {_lower(unknown.sentence)}"},
            code="unknown",
        ) from unknown


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _scratch(question: Question, stock: Stock, measured: Measured) -> ScratchTapes:
    if not question.partition:
        return ScratchTapes(reason="No scratch tapes: the phase names no partition.")
    inventory: Inventory | None = question.inventory
    target = measured.target
    if question.type == RIO_CRUISE:
        inventory = question.tapes or _tapes_beside(question)
        if inventory is None:
            return ScratchTapes(reason=_no_tapes(question.inventory.dated))
        found = scratch(stock_of(inventory), question.partition, None)
    else:
        found = scratch(stock, question.partition, target)
    return ScratchTapes(found.tapes, found.usable, inventory=inventory)


def _tapes_beside(question: Question) -> Inventory | None:
    return tapes_inventory(question.inventory.customer_id, question.inventory.dated)


def _no_tapes(day: date) -> str:
    return (
        "No scratch tapes: the customer has no BlackPearl inventory of "
        f"{date_format(day)} or before."
    )
