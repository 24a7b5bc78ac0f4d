import django_filters
from django import forms
from django.db.models import Q

from jobs import kinds
from jobs.models import ACTIVE, Job, JobState, Trigger

UNFINISHED = "active"


class JobFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search",
        label="Search",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Customer, user…"}
        ),
    )
    state = django_filters.ChoiceFilter(
        method="in_state",
        label="State",
        empty_label="All states",
        choices=[(UNFINISHED, "Unfinished"), *JobState.choices],
    )
    kind = django_filters.ChoiceFilter(
        label="Type", empty_label="All types", choices=kinds.choices
    )
    trigger = django_filters.ChoiceFilter(
        label="Requested", empty_label="Requested in any way", choices=Trigger.choices
    )

    class Meta:
        model = Job
        fields = ("q", "state", "kind", "trigger")

    def search(self, queryset, name, value):
        who = Q(requested_by__username__icontains=value)
        return queryset.filter(Q(customer__name__icontains=value) | who)

    def in_state(self, queryset, name, value):
        states = ACTIVE if value == UNFINISHED else [value]
        return queryset.filter(state__in=states)
