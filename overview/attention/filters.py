from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from customers.filters import OfCustomer
from phases.attention import PHASES, PROJECTS, Outstanding
from phases.attention.needing import by_urgency
from phases.attention.reasons import Family
from phases.models import PhaseSummary, ProjectForecast
from tracker.filters import ListFilter


def choices(family: Family) -> list[tuple[str, str]]:
    return [(reason.value, str(reason.label)) for reason in family.cases]


def search(field: str) -> django_filters.CharFilter:
    box = forms.TextInput(attrs={"type": "search", "placeholder": "Name…"})
    return django_filters.CharFilter(
        field_name=field, lookup_expr="icontains", label="Search", widget=box
    )


def reason_of(family: Family) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        choices=choices(family), empty_label="All reasons", method="unchanged"
    )


class AttentionFilter(ListFilter):
    """What is open, or with `aside` what is set aside."""

    family: Family
    quick = "aside"

    aside = django_filters.ChoiceFilter(
        choices=[("true", "Set aside")],
        empty_label="Not set aside",
        label="Set aside",
        method="unchanged",
    )

    def unchanged(self, rows: Any, name: str, value: str) -> Any:
        """All of these together are one condition: see below."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        values = self.form.cleaned_data
        reason = values.get("reason")
        reasons = [r for r in self.family.cases if r.value == reason]
        outstanding = Outstanding(self.family, timezone.localdate())
        shown = outstanding.aside if values.get("aside") else outstanding.open
        return self.in_order(rows.filter(shown(*reasons)), outstanding)

    def in_order(self, rows: QuerySet[Any], outstanding: Outstanding) -> QuerySet[Any]:
        return rows


class PhaseAttentionFilter(AttentionFilter):
    family = PHASES
    q = search("phase__name")
    reason = reason_of(PHASES)
    customer = OfCustomer("phase__project__customer")

    class Meta:
        model = PhaseSummary
        fields = ("q", "reason", "customer", "aside")

    def in_order(self, rows: QuerySet[Any], outstanding: Outstanding) -> QuerySet[Any]:
        return by_urgency(rows, outstanding)


class ProjectAttentionFilter(AttentionFilter):
    family = PROJECTS
    q = search("project__name")
    reason = reason_of(PROJECTS)
    customer = OfCustomer("project__customer")

    class Meta:
        model = ProjectForecast
        fields = ("q", "reason", "customer", "aside")
