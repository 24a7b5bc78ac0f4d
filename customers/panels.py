from django.urls import reverse

from customers.filters import CustomerFilter
from customers.tables import CustomerTable
from tracker.models import User
from tracker.panels import section
from tracker.remembered.listings import listing
from tracker.signposts import signpost

listing(
    CustomerTable,
    CustomerFilter,
    page="customers:list",
    permission="customers.view_customer",
)
section("Customers", "customers:list", icon="customers", order=20)
section("Users", "users:list", icon="user", order=100, permission="tracker.view_user")


@signpost("customers")
def customers_address() -> str:
    return reverse("customers:list")


@signpost("users")
def users_address() -> str:
    return reverse("users:list")


@signpost("user")
def user_address(user: User) -> str:
    return reverse("users:detail", args=[user.pk])
