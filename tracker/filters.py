from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django_filters import fields

from tracker.forms import DateField


@dataclass(frozen=True)
class QuickFilter:
    """A choice of a filter as a link, which sets it or takes it away again."""

    label: str
    url: str
    current: bool


class ListFilter(django_filters.FilterSet):
    """Search in the name; the other filters are each list's own."""

    quick = ""  # the filter whose choices are links above the list

    q = django_filters.CharFilter(
        field_name="name",
        lookup_expr="icontains",
        label="Search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name…"}),
    )

    @property
    def quick_filters(self) -> list[QuickFilter]:
        if not self.quick:
            return []
        chosen = self.request.GET.get(self.quick)
        choices = self.filters[self.quick].extra["choices"]
        return [
            QuickFilter(label, self._address(value, chosen), value == chosen)
            for value, label in choices
        ]

    def _address(self, value: str, chosen: str | None) -> str:
        query = self.request.GET.copy()
        for name in (self.quick, "page"):
            query.pop(name, None)
        if value != chosen:
            query[self.quick] = value
        return f"{self.request.path}?{query.urlencode()}"


class ActiveFilter(django_filters.ChoiceFilter):
    """Active, inactive, or both."""

    def __init__(self, field: str = "active") -> None:
        super().__init__(
            field_name=field,
            label="State",
            empty_label="Active and inactive",
            choices=(("true", "Active"), ("false", "Inactive")),
        )

    def filter(self, qs, value):
        return qs.filter(**{self.field_name: value == "true"}) if value else qs


class Names(fields.ModelChoiceIterator):
    """Hundreds of choices are read as their names, not as rows of a model."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", "name")


class NamedField(fields.ModelChoiceField):
    iterator = Names


class NamedFilter(django_filters.ModelChoiceFilter):
    """One of the rows that have names."""

    field_class = NamedField


class DateFilter(django_filters.DateFilter):
    field_class = DateField
