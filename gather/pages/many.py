"""What gathering for several phases, or from several inventories, would record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from gather.forms import ManyForm
from gather.inventories import kind_of
from gather.measuring.shelf import Shelf
from gather.models import Inventory
from gather.pages.where import where
from gather.services.gathering import active_phases
from gather.services.previewing import Ahead, Preview, figures_for, look_ahead
from phases.models import Phase
from tracker.models import User

SHOWN = 200


@dataclass(frozen=True)
class Outlook:
    """One line of a preview: the figures, or a sentence on why there are none."""

    phase: Phase
    inventory: Inventory | None
    preview: Preview | None = None
    problem: str = ""


class Many:
    """The active phases of a project or customer, with one day's inventories."""

    def __init__(self, user: User, sent: QueryDict) -> None:
        self.user = user
        self.at = where(user, sent)
        self.form = ManyForm(sent, user=user, at=self.at, days=self.days)
        self.form.is_valid()
        self.day: date | None = self.form.cleaned_data.get("date")
        self.replace = bool(self.form.cleaned_data.get("replace"))

    @property
    def days(self) -> list[date]:
        """Days with an inventory of any of the customer's appliances, latest first."""
        if self.at.customer is None:
            return []
        usable = Inventory.objects.usable().filter(customer=self.at.customer)
        days = usable.order_by("-dated").values_list("dated", flat=True)
        return list(days.distinct())

    @cached_property
    def phases(self) -> QuerySet[Phase]:
        """None without a customer: no one gathers for all customers at once."""
        if self.at.customer is None:
            return Phase.objects.none()
        mine = Phase.objects.for_user(self.user).values("pk")
        phases = active_phases(project=self.at.project, customer=self.at.customer)
        return phases.filter(pk__in=mine).order_by("project__name", "name")

    @cached_property
    def lines(self) -> list[Outlook]:
        return outlooks(self.phases[:SHOWN], self.day)

    @property
    def has_more(self) -> bool:
        return len(self.lines) == SHOWN and self.phases.count() > SHOWN


def outlooks(phases: Iterable[Phase], day: date | None) -> list[Outlook]:
    """Each phase with the inventory of a day, or the latest of its appliance."""
    shelf, several = Shelf(), list(phases)
    ahead = look_ahead(several, shelf, day=day)
    return [outlook(phase, shelf, day, ahead[phase.pk]) for phase in several]


def past_outlooks(phase: Phase) -> list[Outlook]:
    """A phase with the inventory of each day, the latest first."""
    shelf = Shelf()
    usable = Inventory.objects.usable().of(phase.project.customer, kind_of(phase.type))
    return [
        outlook(phase, shelf, inventory.dated, Ahead(inventory))
        for inventory in usable.one_a_day()[::-1]
    ]


def outlook(phase: Phase, shelf: Shelf, day: date | None, ahead: Ahead) -> Outlook:
    try:
        preview = figures_for(
            phase=phase,
            inventory=ahead.inventory,
            day=day,
            shelf=shelf,
            standing=ahead.standing,
        )
    except ValidationError as refused:
        return Outlook(phase, ahead.inventory, problem=" ".join(refused.messages))
    return Outlook(phase, preview.inventory, preview)
