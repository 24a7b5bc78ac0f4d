"""What is said of a name while it is typed."""

import pytest
from django.urls import reverse

from tests.tracker.reading import body
from tracker.alike import hint


@pytest.mark.parametrize(
    ("name", "others", "said"),
    [
        ("AMC", ["AMC Networks", "Harbour TV"], "exists: AMC Networks."),
        ("north-wind studios", ["Northwind Studios"], "exists: Northwind Studios."),
        ("Northwind Studio", ["Northwind Studios"], "exists: Northwind Studios."),
        ("News", ["NEWS", "news archive"], "exist: NEWS, news archive."),
        ("News 2020", ["News 2019"], ""),
        ("NEWS: second copy", ["NEWS"], ""),
        ("phase 1", [], "says little about the phase"),
        ("2", ["3"], ""),
        ("Sport archive", ["News archive"], ""),
    ],
)
def test_near_and_empty_names(name, others, said):
    found = hint(name, others, "phase")
    assert said in found
    assert bool(found) == bool(said)


def test_only_names_in_sight_and_of_the_same_customer(
    client_of, manager, project, harbour
):
    web = client_of(manager)
    about = {"name": "news  archive", "customer": project.customer.pk}
    assert "News archive" in body(web.get(reverse("projects:alike"), about))
    about["customer"] = "x"
    assert body(web.get(reverse("projects:alike"), about)) == ""
    about["name"] = harbour.name[:-1]
    assert body(web.get(reverse("customers:alike"), about)) == ""


def test_the_form_asks_for_it(client_of, manager):
    page = body(client_of(manager).get(reverse("phases:create")))
    assert f'hx-get="{reverse("phases:alike")}"' in page
    assert 'id="id_name_hint"' in page
