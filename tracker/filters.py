import django_filters
from django import forms

from tracker.forms import DateField


class ListFilter(django_filters.FilterSet):
    """Search in the name; the other filters are each list's own."""

    q = django_filters.CharFilter(
        field_name="name",
        lookup_expr="icontains",
        label="Search",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "Name…"}),
    )


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


class DateFilter(django_filters.DateFilter):
    field_class = DateField
