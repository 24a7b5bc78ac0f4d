import django_filters
from django import forms
from django.db.models import Q

from customers.filters import OfCustomer
from customers.users.reading import ADMINISTRATOR, NO_ROLE, RANKS
from tracker.access import ROLES
from tracker.accounts import second_factor_of
from tracker.filters import ActiveFilter
from tracker.models import User


class UserFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        method="search",
        label="Search",
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "Username, name, email…"}
        ),
    )
    role = django_filters.ChoiceFilter(
        method="in_role",
        label="Role",
        empty_label="All roles",
        choices=[
            *((role, role.capitalize()) for role in (*ROLES, ADMINISTRATOR)),
            (NO_ROLE, "No role"),
        ],
    )
    customer = OfCustomer(method="sees_customer")
    active = ActiveFilter("is_active")
    factor = django_filters.ChoiceFilter(
        method="has_factor",
        label="Second factor",
        empty_label="With and without",
        choices=(("yes", "Set up"), ("no", "None")),
    )

    class Meta:
        model = User
        fields = ("q", "role", "customer", "active", "factor")

    def search(self, queryset, name, value):
        fields = ("username", "first_name", "last_name", "email")
        texts = [Q(**{f"{field}__icontains": value}) for field in fields]
        return queryset.filter(texts[0] | texts[1] | texts[2] | texts[3])

    def in_role(self, queryset, name, value):
        return queryset.filter(sort_role=RANKS[value])

    def sees_customer(self, queryset, name, value):
        listed = Q(pk__in=value.accesses.values("user"))
        sees_all = Q(sees_all_customers=True) | Q(is_superuser=True)
        return queryset.filter(listed | sees_all)

    def has_factor(self, queryset, name, value):
        having = Q(pk__in=second_factor_of(queryset))
        return queryset.filter(having if value == "yes" else ~having)
