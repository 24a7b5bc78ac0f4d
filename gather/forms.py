import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.formats import date_format

from customers.models import Customer
from gather.contents.choices import PlaceChoice, PlaceChoices
from gather.models import Inventory, Sort
from gather.models.parts import LONGEST
from gather.pages.where import (
    NEW,
    Where,
    customers_to_choose,
    phases_to_choose,
    projects_to_choose,
)
from phases.forms import type_field
from phases.models import MeasurementType
from phases.models.phase import SAME_LOCATION
from projects.models import Project
from tracker.forms import DateField, VersionField
from tracker.models import User

PLACES = ("source", "target", "target_tape_partition")


class WhereForm(forms.Form):
    """Customer, project and phase: each offers what belongs to the one before it."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), empty_label="Choose a customer"
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), empty_label="Choose a project"
    )
    phase = forms.ChoiceField()

    def __init__(self, *, user: User, at: Where) -> None:
        super().__init__(initial=at.address)
        self.fields["customer"].queryset = customers_to_choose(user, at)
        self.fields["project"].queryset = projects_to_choose(user, at)
        choices = [("", "Choose a phase")]
        if at.project:
            phases = phases_to_choose(user, at)
            choices += [(str(phase.pk), phase.name) for phase in phases]
        if at.project and user.has_perm("phases.add_phase"):
            choices.append((NEW, "Create new phase…"))
        self.fields["phase"].choices = choices
        self.fields["project"].disabled = not at.customer
        self.has_projects = self.fields["project"].queryset.exists()
        self.fields["phase"].disabled = not at.project


class ManyForm(forms.Form):
    """Which customer's or project's phases, and from which day's inventories."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), empty_label="Choose a customer"
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), empty_label="All projects", required=False
    )
    date = forms.TypedChoiceField(
        label="Data as of",
        coerce=datetime.date.fromisoformat,
        empty_value=None,
        required=False,
    )
    replace = forms.BooleanField(
        required=False,
        label="Replace existing measurements",
        help_text="Otherwise existing measurements are kept.",
    )

    def __init__(
        self,
        data: QueryDict,
        *,
        user: User,
        at: Where,
        days: Iterable[datetime.date],
    ) -> None:
        super().__init__({**data.dict(), **at.address})
        self.fields["customer"].queryset = customers_to_choose(user, at)
        self.fields["project"].queryset = projects_to_choose(user, at)
        self.fields["date"].choices = [
            ("", "Latest inventory of each appliance"),
            *((day.isoformat(), date_format(day)) for day in days),
        ]


class InventoryField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Inventory) -> str:
        return f"{date_format(obj.dated)} · {obj.backup_name}"


class SeenField(VersionField):
    """The version of a row that may not exist."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value) if value else None


class GatherForm(forms.Form):
    """When and what to gather. The services judge whether it makes sense."""

    inventory = InventoryField(Inventory.objects.none(), empty_label=None)
    date = DateField(help_text="The measurement is recorded for this date.")
    type = forms.ChoiceField(
        label="Recorded as",
        choices=MeasurementType.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    remember = forms.BooleanField(
        required=False, label="Use these buckets for future measurements too"
    )
    # What was proposed: a value that still equals it was not chosen by the user.
    proposed_date = forms.DateField(required=False, widget=forms.HiddenInput)
    proposed_type = forms.CharField(required=False, widget=forms.HiddenInput)
    # The version of the measurement that the user decided to replace.
    seen = SeenField(required=False)

    def __init__(self, *args: Any, inventories: Iterable[Inventory], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["inventory"].queryset = inventories_to_choose(inventories)


def inventories_to_choose(inventories: Iterable[Inventory]) -> QuerySet[Inventory]:
    rows = Inventory.objects.filter(pk__in=[row.pk for row in inventories])
    return rows.order_by("-dated")


class PlacesForm(forms.Form):
    """Source, target and tape partition: chosen from an inventory's, or typed."""

    source = forms.CharField(required=False, strip=False)
    target = forms.CharField(required=False, strip=False)
    target_tape_partition = forms.CharField(
        label="Tape partition",
        required=False,
        strip=False,
        help_text="Scratch tapes in this partition are counted.",
    )

    def __init__(self, *args: Any, choices: PlaceChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = (choices.sources, choices.targets, choices.partitions)
        for name, places in zip(PLACES, offered, strict=True):
            self.fields[name].widget = forms.Select(choices=grouped(places))
            self.fields[f"{name}_typed"] = forms.CharField(
                label=f"{self.fields[name].label or name.capitalize()}, typed",
                required=False,
                strip=False,
                max_length=LONGEST,
            )

    def clean(self) -> dict[str, Any]:
        """A typed name counts instead of the chosen one."""
        for name in PLACES:
            typed = self.cleaned_data.pop(f"{name}_typed", "")
            self.cleaned_data[name] = typed or self.cleaned_data.get(name, "")
        return self.cleaned_data


class NewPhaseForm(PlacesForm):
    name = forms.CharField(label="Phase name", max_length=200, required=False)
    phase_type = type_field()
    phase_type.label = "Type"

    field_order = ("name", "phase_type")


class BucketPhasesForm(PlacesForm):
    """What the phases of several buckets share."""

    inventory = InventoryField(Inventory.objects.none(), empty_label=None)
    target_date = DateField(required=False)

    field_order = ("inventory",)

    def __init__(
        self, *args: Any, inventories: Iterable[Inventory], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inventory"].queryset = inventories_to_choose(inventories)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values["source"] and values["source"] == values["target"]:
            self.add_error("target", SAME_LOCATION)
        return values


def grouped(choices: Iterable[PlaceChoice]) -> list[tuple[str, Any]]:
    """The options of a list, by type of location, each with its figures."""
    by_sort: dict[str, list[tuple[str, str]]] = {}
    for choice in choices:
        by_sort.setdefault(choice.sort, []).append((choice.value, choice.words))
    titles = dict(Sort.choices)
    groups = [(titles.get(sort, ""), options) for sort, options in by_sort.items()]
    flat = groups[0][1] if len(groups) == 1 else groups
    return [("", "None"), *flat]


class DiscardForm(forms.Form):
    reason = forms.CharField(
        max_length=500,
        help_text="What is wrong with the inventory. Kept in its history.",
    )
    with_measurements = forms.BooleanField(
        required=False, label="Also delete the measurements from this inventory"
    )


class CompareForm(forms.Form):
    """Two inventories of one customer's appliance."""

    a = InventoryField(Inventory.objects.none(), label="Before", empty_label=None)
    b = InventoryField(Inventory.objects.none(), label="After", empty_label=None)

    def __init__(self, *args: Any, alike: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("a", "b"):
            self.fields[name].queryset = alike
