from customers.models import Customer
from tracker.commands import find


def find_customer(name_or_id: str) -> Customer:
    """The case of a name does not matter."""
    return find(Customer.objects.all(), name_or_id, missing="No customer is called")
