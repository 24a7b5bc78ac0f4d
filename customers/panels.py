from django.urls import reverse

from tracker.panels import section, signpost

section("Customers", "customers:list", icon="customers", order=20)


@signpost("customers")
def customer_list() -> str:
    return reverse("customers:list")
