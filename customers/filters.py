from typing import Any

from customers.models import Customer
from tracker.filters import ActiveFilter, ListFilter, NamedFilter


def visible_customers(request):
    return Customer.objects.for_user(request.user).only("name").order_by("name")


class OfCustomer(NamedFilter):
    """Rows of one of the customers that the user may see."""

    def __init__(self, field: str = "customer", **kwargs: Any) -> None:
        super().__init__(
            field_name=field,
            queryset=visible_customers,
            empty_label="All customers",
            label="Customer",
            **kwargs,
        )


class CustomerFilter(ListFilter):
    active = ActiveFilter()

    class Meta:
        model = Customer
        fields = ("q", "active")
