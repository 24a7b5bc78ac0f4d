import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from customers.filters import OfCustomer
from phases.attention import needing_attention
from phases.attention.reasons import off_plan, overdue, stale, stalled
from phases.models import BucketFigures, Phase, PhaseStatus, PhaseSummary, PhaseType
from projects.models import Project
from tracker.filters import DateFilter, ListFilter, NamedFilter


def visible_projects(request):
    projects = Project.objects.for_user(request.user).only("name")
    if customer := request.GET.get("customer"):
        try:
            return projects.filter(customer=customer).order_by("name")
        except (ValueError, ValidationError):
            return projects.none()
    return projects.order_by("name")


class BucketFilter(ListFilter):
    q = django_filters.CharFilter(
        field_name="bucket",
        lookup_expr="icontains",
        label="Search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Bucket…"}),
    )
    location = django_filters.CharFilter(label="Location")
    since = DateFilter(field_name="timestamp", lookup_expr="gte", label="On or after")
    until = DateFilter(field_name="timestamp", lookup_expr="lte", label="On or before")

    class Meta:
        model = BucketFigures
        fields = ("q", "location")


# The facts, whether someone set them aside or not.
FACTS = {"overdue": overdue, "stalled": stalled, "late": off_plan, "stale": stale}
ATTENTION = [
    ("true", "Needs attention"),
    ("overdue", "Overdue"),
    ("stalled", "Stalled"),
    ("late", "Late"),
    ("stale", "Out of date"),
    ("unmeasured", "Never measured"),
]


class PhaseFilter(ListFilter):
    status = django_filters.ChoiceFilter(
        choices=PhaseStatus.choices, empty_label="All statuses"
    )
    customer = OfCustomer("project__customer")
    project = NamedFilter(queryset=visible_projects, empty_label="All projects")
    type = django_filters.ChoiceFilter(
        choices=PhaseType.choices, empty_label="All types"
    )
    attention = django_filters.ChoiceFilter(
        choices=ATTENTION,
        empty_label="All",
        label="Attention",
        method="needing",
    )
    due_before = DateFilter(
        field_name="target_date", lookup_expr="lte", label="Target date on or before"
    )

    quick = "attention"

    def needing(self, phases, name, value):
        if value == "unmeasured":
            return phases.active().filter(summary=None)
        if value == "true":
            return phases.filter(pk__in=needing_attention().values("phase"))
        reason = FACTS[value](timezone.localdate())
        active = PhaseSummary.objects.of_active_phases()
        return phases.filter(pk__in=active.filter(reason).values("phase"))

    class Meta:
        model = Phase
        fields = ("q", "status", "customer", "project", "type")
