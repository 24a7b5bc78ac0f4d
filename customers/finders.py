from typing import Any

from customers.models import Customer
from tracker.models import User
from tracker.searching import action, finder

action(
    "Add customer", "customers:create", icon="plus", permission="customers.add_customer"
)


@finder("Customers", order=10, permission="customers.view_customer", own=("name",))
def customers(user: User) -> Any:
    return Customer.objects.for_user(user)
