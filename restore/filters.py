import django_filters
from django import forms
from django.db.models import Q

from customers.appliances import Appliance
from customers.filters import OfCustomer
from jobs.filters import UNFINISHED
from jobs.models import ACTIVE, JobState
from restore.models import Restore, RestoredDatabase
from tracker.filters import DateFilter

DROPPED = "dropped"


def search_box(hint: str) -> forms.TextInput:
    return forms.TextInput(attrs={"type": "search", "placeholder": hint})


class RestoreFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search", label="Search", widget=search_box("File, customer, SHA-256…")
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="State",
        empty_label="All states",
        choices=[(UNFINISHED, "In progress"), *JobState.choices],
    )
    customer = OfCustomer()
    kind = django_filters.ChoiceFilter(
        choices=Appliance.choices(), label="Appliance", empty_label="All appliances"
    )
    since = DateFilter(
        field_name="created_at", lookup_expr="date__gte", label="Requested after"
    )

    class Meta:
        model = Restore
        fields = ("q", "state", "customer", "kind", "since")

    def search(self, queryset, name, value):
        return queryset.filter(
            Q(name__icontains=value)
            | Q(database__icontains=value)
            | Q(customer__name__icontains=value)
            | Q(backup__sha256__startswith=value.lower())
        )

    def in_state(self, queryset, name, value):
        states = ACTIVE if value == UNFINISHED else [value]
        return queryset.filter(job__state__in=states)


class DatabaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search", label="Search", widget=search_box("Database, customer…")
    )
    customer = OfCustomer()
    there = django_filters.ChoiceFilter(
        method="is_there",
        label="Show",
        empty_label="Current",
        choices=((DROPPED, "Deleted or replaced"), ("all", "All, including deleted")),
    )
    kind = django_filters.ChoiceFilter(
        choices=Appliance.choices(), label="Appliance", empty_label="All appliances"
    )

    class Meta:
        model = RestoredDatabase
        fields = ("q", "there", "customer", "kind")

    @property
    def qs(self):
        """Deleted ones only when they are chosen."""
        databases = super().qs
        chosen = self.form.cleaned_data.get("there") if self.form.is_valid() else ""
        return databases if chosen else databases.present()

    def search(self, queryset, name, value):
        who = Q(customer__name__icontains=value)
        return queryset.filter(Q(name__icontains=value) | who)

    def is_there(self, queryset, name, value):
        return queryset.exclude(dropped_at=None) if value == DROPPED else queryset
