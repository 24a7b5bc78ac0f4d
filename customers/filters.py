from customers.models import Customer
from tracker.filters import ActiveFilter, ListFilter


def visible_customers(request):
    return Customer.objects.for_user(request.user).only("name").order_by("name")


class CustomerFilter(ListFilter):
    active = ActiveFilter()

    class Meta:
        model = Customer
        fields = ("q", "active")
