"""The first step of the operator's guide, by an operator."""

from pathlib import Path

from django.urls import reverse

from customers.models import Customer
from tests.tracker.reading import read

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "operator.md"


def test_an_operator_adds_a_customer_as_the_guide_says(client_of, operator):
    assert "1. **Customers → Add customer.** A name is enough." in GUIDE.read_text()
    web = client_of(operator)
    rail = web.get("/")
    assert reverse("customers:list") in read(rail).attributes("a", "href")
    page = web.get(reverse("customers:list"))
    assert reverse("customers:create") in read(page).attributes("a", "href")
    made = web.post(reverse("customers:create"), {"name": "Lakeside Pictures"})
    customer = Customer.objects.for_user(operator).get(name="Lakeside Pictures")
    assert made.url == customer.get_absolute_url()
    assert web.get(made.url).status_code == 200


def test_and_neither_renames_nor_deletes_it(client_of, operator, northwind):
    web = client_of(operator)
    for name in ("edit", "delete"):
        url = reverse(f"customers:{name}", args=[northwind.pk])
        assert web.get(url).status_code == 403
    page = read(web.get(reverse("customers:list")))
    assert reverse("customers:deactivate") not in page.attributes(
        "button", "formaction"
    )
