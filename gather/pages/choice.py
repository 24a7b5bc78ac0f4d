"""What was chosen in the form for gathering data, completed by what is proposed."""

from dataclasses import dataclass
from typing import Self

from django.http import QueryDict

from gather.models import Inventory
from gather.pages.where import Subject


@dataclass(frozen=True)
class Choice:
    subject: Subject
    type: str  # of the phase
    inventory: Inventory
    inventory_gone: bool  # another one was chosen, which is no longer available
    data: QueryDict  # the form's, complete

    @classmethod
    def of(
        cls, subject: Subject, type_: str, inventories: list[Inventory], sent: QueryDict
    ) -> Self:
        """There is at least one inventory."""
        inventory = chosen_inventory(inventories, sent)
        gone = sent.get("inventory", "") not in ("", str(inventory.pk))
        return cls(subject, type_, inventory, gone, completed(sent, inventory))

    @property
    def measurement_type(self) -> str:
        """Nothing for one that was only proposed: storing decides it again."""
        chosen = self.data.get("type", "")
        return "" if chosen == self.data.get("proposed_type") else chosen

    @property
    def names_places(self) -> bool:
        """Whether the form has source and target to choose."""
        return self.subject.is_new or "source" in self.data

    @property
    def remembered_buckets(self) -> list[str]:
        return self.subject.phase.buckets if self.subject.phase else []


def chosen_inventory(inventories: list[Inventory], sent: QueryDict) -> Inventory:
    """The one that was chosen, by its id or by its date; otherwise the latest."""
    chosen, day = sent.get("inventory", ""), sent.get("date", "")
    for inventory in inventories:
        if str(inventory.pk) == chosen:
            return inventory
        if not chosen and inventory.dated.isoformat() == day:
            return inventory
    return inventories[0]


def completed(sent: QueryDict, inventory: Inventory) -> QueryDict:
    """A date that was only proposed follows the inventory; a chosen one stays."""
    data, day = sent.copy(), inventory.dated.isoformat()
    if data.get("date", "") in ("", data.get("proposed_date")):
        data["date"] = day
    data["proposed_date"] = day
    data["inventory"] = str(inventory.pk)
    if "remember_asked" not in data:
        data["remember"] = "on"
    return data
