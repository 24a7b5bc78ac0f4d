import django_filters
from django.db.models import Q

from customers.filters import OfCustomer
from reports.models import Report, ReportFormat, ReportState, Scope
from restore.filters import search_box
from tracker.filters import DateFilter


class ReportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search", label="Search", widget=search_box("Name, author, SHA-256…")
    )
    customer = OfCustomer()
    # Not `format`, which requests the list as CSV.
    kind = django_filters.ChoiceFilter(
        field_name="format",
        choices=ReportFormat.choices,
        empty_label="All formats",
        label="Format",
    )
    scope = django_filters.ChoiceFilter(
        choices=Scope.choices, empty_label="All subjects", label="Subject"
    )
    state = django_filters.ChoiceFilter(
        choices=ReportState.choices,
        empty_label="All states",
        label="State",
        method="in_state",
    )
    since = DateFilter(
        field_name="created_at", lookup_expr="date__gte", label="Requested after"
    )

    class Meta:
        model = Report
        fields = ("q", "customer", "kind", "scope", "state", "since")

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(name__icontains=value)
            | Q(author__icontains=value)
            | Q(sha256__startswith=value.lower())
        )

    def in_state(self, queryset, name, value):
        return queryset.in_state(value)
