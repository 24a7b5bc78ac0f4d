"""Finding the inventory to measure with."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from customers.appliances import Appliance
from customers.models import Customer
from gather.models import Inventory
from phases.models import PhaseType

SHOWN = 5


def kind_of(phase_type: str) -> Appliance:
    """The appliance that a phase of this type is measured on."""
    if phase_type == PhaseType.RIO_CRUISE:
        return Appliance.RIO
    return Appliance.BLACKPEARL


def inventory_for(
    *, customer: Customer, kind: str, day: date | None = None
) -> Inventory:
    """The latest, or the one that counts on that day; otherwise refused, saying why."""
    usable = Inventory.objects.usable().of(customer, kind)
    of_day = usable.filter(dated=day) if day else usable
    if inventory := of_day.newest_first().first():
        return inventory
    name = Appliance(kind).label
    days = list(usable.order_by("-dated").values_list("dated", flat=True).distinct())
    if day and days:
        sentence = (
            f"There is no {name} inventory for {date_format(day)}. {nearest(days, day)}"
        )
    else:
        sentence = (
            f"{customer} has no {name} inventory. Restore a backup to create one."
        )
    raise ValidationError({"date": sentence}, code="no_inventory")


def nearest(days: list[date], day: date) -> str:
    if len(days) == 1:
        return f"The only one is from {date_format(days[0])}."
    near = sorted(days, key=lambda other: abs((other - day).days))[:SHOWN]
    return f"The nearest are from {', '.join(map(date_format, sorted(near)))}."


def tapes_inventory(customer: Customer | UUID, until: date) -> Inventory | None:
    """The customer's BlackPearl of that date, or the nearest before."""
    usable = Inventory.objects.usable().of(customer, Appliance.BLACKPEARL)
    return usable.until(until).newest_first().first()
