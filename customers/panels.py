from django.urls import reverse

from tracker.panels import section
from tracker.signposts import signpost

section("Customers", "customers:list", icon="customers", order=20)


@signpost("customers")
def customers_address() -> str:
    return reverse("customers:list")
