"""The time zone and the units in which a user sees pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as written

from tracker.models import User
from tracker.preferences import ZONES, browser_zone, known_zone
from tracker.templatetags.figures import size_text
from tracker.units import SizeUnits, current_units, shown_in

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
UNITS = {
    SizeUnits.DECIMAL: f"Decimal: 1 TB is {1000**4:,} bytes",
    SizeUnits.BINARY: f"Binary: 1 TiB is {1024**4:,} bytes",
}
SAMPLE = 484_500_000_000_000
Choices = list[tuple[str, str]]


def grouped_zones(names: Iterable[str]) -> list[tuple[str, Choices]]:
    """The places of each region, without bare offsets and names of countries."""
    places = sorted(name for name in names if name.partition("/")[0] in REGIONS)
    return [
        (region, [(name, place_in(name)) for name in names_of_region])
        for region, names_of_region in groupby(places, lambda n: n.partition("/")[0])
    ]


def place_in(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


class DisplayForm(forms.Form):
    time_zone = forms.ChoiceField(
        required=False,
        help_text="For all times on pages. Days that depend on the time, such as "
        "“today”, follow it too.",
    )
    size_units = forms.ChoiceField(
        label="Units of sizes",
        required=False,
        help_text="For sizes on pages. Where you enter a size, TB is always decimal "
        "and TiB always binary. Reports and files are the same for everyone.",
    )

    def __init__(self, *args: Any, seen_from: ZoneInfo | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["time_zone"]
        units: Any = self.fields["size_units"]
        browser = f" ({seen_from.key})" if seen_from else ""
        with shown_in(""):
            usual = f"Same as the installation ({current_units().value})"
        zone.choices = [
            ("", f"Same as the browser{browser}"),
            ("UTC", "UTC"),
            *grouped_zones(ZONES),
        ]
        units.choices = [("", usual), *UNITS.items()]


def save_display(*, user: User, time_zone: str, size_units: str) -> User:
    user.time_zone, user.size_units = time_zone, size_units
    user.save(update_fields=["time_zone", "size_units"])
    return user


@dataclass(frozen=True)
class Preview:
    """What pages will show: the time, and a size in the other units and in these."""

    now: str
    size: str
    other: str


def preview(request: HttpRequest, form: DisplayForm) -> Preview:
    """Of what the form says, saved or not."""
    zone = known_zone(form["time_zone"].value() or "") or browser_zone(request)
    now = timezone.now().astimezone(zone or timezone.get_default_timezone())
    with shown_in(form["size_units"].value() or ""):
        size, units = size_text(SAMPLE), current_units()
    with shown_in(next(other for other in SizeUnits if other != units)):
        return Preview(written(now, "H:i T, j M Y"), size, size_text(SAMPLE))
