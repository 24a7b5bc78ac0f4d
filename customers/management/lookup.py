from customers.models import Customer
from tracker.commands import find


def find_customer(wanted: str) -> Customer:
    """By id, or by name whatever its case."""
    return find(Customer.objects.all(), wanted, missing="No customer is called")
