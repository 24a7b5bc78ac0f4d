from typing import Any

from django import forms

from customers.models import Customer
from gather.pages.where import (
    Where,
    customers_to_choose,
    phases_to_choose,
    projects_to_choose,
)
from phases.models import Phase
from projects.models import Project
from reports.models import ReportFormat, WindowChoice
from tracker.forms import DateField
from tracker.models import User


class SubjectForm(forms.Form):
    """The subject: each list offers what belongs to the choice before it."""

    customer = forms.ModelChoiceField(
        Customer.objects.none(), empty_label="Choose a customer"
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), empty_label="All active projects"
    )
    phase = forms.ModelChoiceField(Phase.objects.none(), empty_label="All phases")

    def __init__(self, *, user: User, at: Where) -> None:
        super().__init__(initial=at.address)
        self.fields["customer"].queryset = customers_to_choose(user, at)
        if at.customer:
            self.fields["project"].queryset = projects_to_choose(user, at)
        if at.project:
            self.fields["phase"].queryset = phases_to_choose(user, at)
        self.fields["project"].disabled = at.customer is None
        self.fields["phase"].disabled = at.project is None


class ReportForm(forms.Form):
    """The period, and what the report includes."""

    window = forms.ChoiceField(
        choices=WindowChoice.choices, initial=WindowChoice.WHOLE, label="Period"
    )
    begin = DateField(required=False, label="From")
    end = DateField(
        required=False, label="To", help_text="Only for “Between two dates”."
    )
    format = forms.ChoiceField(choices=ReportFormat.choices, initial=ReportFormat.PDF)
    charts = forms.BooleanField(required=False, initial=True, label="Charts")
    forecast = forms.BooleanField(required=False, initial=True, label="Forecast")
    raw = forms.BooleanField(
        required=False,
        initial=True,
        label="All measurements",
        help_text="CSV files contain measurements only. Text has no charts, and lists "
        "measurements only in a report on a phase.",
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("window") != WindowChoice.RANGE:
            return {**values, "begin": None, "end": None}
        faulty = {"begin", "end"} & self.errors.keys()
        if not faulty and not values.get("begin") and not values.get("end"):
            self.add_error("begin", "Enter the first date, the last date, or both.")
        return values
