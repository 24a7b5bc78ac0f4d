"""From a phase and an inventory to figures. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from customers.appliances import Appliance
from gather.inventories import kind_of
from gather.measuring.figures import (
    IOM_EXCLUSION,
    RIO_CRUISE,
    Figures,
    Measured,
    Place,
    Scope,
    measure,
    scratch,
)
from gather.measuring.names import Unknown
from gather.measuring.shelf import Shelf
from gather.models import BucketRule, Inventory, Origin
from phases.models import Phase

NO_PARTITION = "Scratch tapes are not counted because the phase has no tape partition."


@dataclass(frozen=True)
class Question:
    """What to measure in which inventory. An origin keeps it."""

    inventory: Inventory
    type: str
    name: str
    source: str
    target: str
    partition: str
    buckets: Sequence[str]
    tapes: Inventory | None = None  # None: the one to be found
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
        """As it was then, even if the phase has changed."""
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
    def scope(self) -> Scope:
        return Scope(
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


def reckon(question: Question, shelf: Shelf) -> Answer:
    """Refused beside the phase's fields when the inventory lacks something."""
    expected = kind_of(question.type)
    if question.inventory.kind != expected:
        label = Appliance(expected).label
        raise ValidationError(
            {
                "inventory": f"This phase is measured on a {label}, but this inventory "
                f"is of a {question.inventory.get_kind_display()}. Choose another one."
            }
        )
    try:
        stock = shelf.of(question.inventory).stock(question.scope)
        measured = measure(stock, question.scope)
        return Answer(measured, _scratch(question, shelf, measured))
    except Unknown as unknown:
        inventory = f"The inventory of {date_format(question.inventory.dated)}"
        raise ValidationError(
            {unknown.field: unknown.sentence(inventory)}, code="unknown"
        ) from unknown


def per_bucket(question: Question) -> list[tuple[str, Figures]]:
    """Reads the whole inventory, which can have thousands of buckets."""
    whole = Shelf().of(question.inventory).whole
    return measure(whole, question.scope).per_bucket


def _scratch(question: Question, shelf: Shelf, measured: Measured) -> ScratchTapes:
    if not question.partition:
        return ScratchTapes(reason=NO_PARTITION)
    if question.type != RIO_CRUISE:
        return _counted(question, question.inventory, shelf, measured.target)
    beside = question.tapes or _tapes_beside(question, shelf)
    if beside is None:
        return ScratchTapes(reason=_no_tapes(question.inventory.dated))
    return _counted(question, beside, shelf, None)


def _counted(
    question: Question, inventory: Inventory, shelf: Shelf, target: Place | None
) -> ScratchTapes:
    counted = scratch(shelf.of(inventory).media, question.partition, target)
    return ScratchTapes(counted.tapes, counted.usable, inventory=inventory)


def _tapes_beside(question: Question, shelf: Shelf) -> Inventory | None:
    rio = question.inventory
    return shelf.tapes_inventory(rio.customer_id, rio.dated)


def _no_tapes(day: date) -> str:
    return (
        "Scratch tapes are not counted because the customer has no BlackPearl "
        f"inventory from {date_format(day)} or earlier."
    )
