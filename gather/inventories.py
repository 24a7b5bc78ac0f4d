"""Finding the inventory that answers."""

from collections.abc import Collection
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
    """The latest, or the one that counts of that day; else a sentence why not."""
    usable = Inventory.objects.usable().of(customer, kind)
    found = usable.filter(dated=day) if day else usable
    if inventory := found.newest_first().first():
        return inventory
    name = Appliance(kind).label
    days = list(usable.order_by("-dated").values_list("dated", flat=True).distinct())
    if not days:
        raise ValidationError(
            {"date": f"{customer} has no inventory of a {name}: restore a backup."},
            code="no_inventory",
        )
    raise ValidationError(
        {"date": f"There is no {name} inventory of {shown(day)}: {among(days, day)}."},
        code="no_inventory",
    )


def shown(day: date | None) -> str:
    return date_format(day) if day else "no date"


def among(days: list[date], day: date | None) -> str:
    """The nearest days that there are."""
    near = sorted(days, key=lambda each: abs((each - (day or each)).days))[:SHOWN]
    text = ", ".join(shown(each) for each in sorted(near))
    return f"there is one of {text}" if len(days) == 1 else f"there are some of {text}"


def tapes_inventory(customer: Customer | UUID, until: date) -> Inventory | None:
    """The customer's BlackPearl of that date, or the nearest before."""
    usable = Inventory.objects.usable().of(customer, Appliance.BLACKPEARL)
    return usable.until(until).newest_first().first()


def latest_inventories(
    customers: Collection[Customer],
) -> dict[tuple[UUID, str], Inventory]:
    """By customer and kind, in one query."""
    rows = Inventory.objects.usable().filter(customer__in=customers)
    newest = rows.order_by("customer_id", "kind", "-dated", "-taken_at", "-id")
    return {(i.customer_id, i.kind): i for i in newest.distinct("customer_id", "kind")}
