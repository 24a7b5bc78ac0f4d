"""The filters of the activity page, all of them in its address."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from customers.filters import visible_customers
from customers.models import Customer
from overview.activity.kinds import Kind, kinds_for
from overview.activity.trail import Query
from tracker.forms import DateField
from tracker.history import VERBS
from tracker.request import Request

LAST_DAY = date.max - timedelta(days=1)


class ActivityFilter(forms.Form):
    q = forms.CharField(
        label="Person, command or job ID",
        max_length=200,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Person, command or job ID…"}
        ),
    )
    customer = forms.ModelChoiceField(
        Customer.objects.none(), empty_label="All customers"
    )
    kind = forms.ChoiceField(label="Item")
    verb = forms.ChoiceField(label="Action", choices=[("", "All actions")])
    since = DateField(label="From")
    until = DateField(label="To")

    def __init__(self, request: Request) -> None:
        super().__init__(request.GET)
        self.kinds = sorted(kinds_for(request.user), key=lambda kind: kind.noun)
        for field in self.fields.values():
            field.required = False
        fields: dict[str, Any] = self.fields
        fields["customer"].queryset = visible_customers(request)
        fields["kind"].choices = [
            ("", "All items"),
            *((kind.key, kind.noun.capitalize()) for kind in self.kinds),
        ]
        fields["verb"].choices += [
            (key, verb.capitalize()) for key, verb in VERBS.items()
        ]

    @property
    def query(self) -> Query:
        """From the valid filters; the page says when one is not valid."""
        self.full_clean()
        values = self.cleaned_data
        until = values.get("until")
        return Query(
            kinds=self._kinds_with(values.get("kind")),
            verb=values.get("verb", ""),
            who=values.get("q", ""),
            customer=values.get("customer"),
            since=midnight(values.get("since")),
            before=midnight(until and min(until, LAST_DAY) + timedelta(days=1)),
        )

    def _kinds_with(self, key: str | None) -> list[Kind]:
        return [kind for kind in self.kinds if not key or kind.key == key]


def midnight(day: date | None) -> datetime | None:
    """In the zone of the reader."""
    if day is None:
        return None
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())
