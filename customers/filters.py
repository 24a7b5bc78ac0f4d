from customers.models import Customer
from tracker.filters import ActiveFilter, ListFilter


class CustomerFilter(ListFilter):
    active = ActiveFilter()

    class Meta:
        model = Customer
        fields = ("q", "active")
