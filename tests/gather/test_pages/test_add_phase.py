"""Adding a phase with the locations of the latest inventory to pick from."""

import pytest
from django.urls import reverse

from tests.gather import stocks
from tests.tracker.reading import read

pytestmark = pytest.mark.django_db


def shown(page) -> dict[str, str | None]:
    """The value of each field."""
    return {str(a["name"]): a.get("value") for _, a in page.tags if "name" in a}


@pytest.mark.parametrize("form", ["create", "create_many"])
def test_locations_are_proposed_and_picked(web, inventory, project, form) -> None:
    url = reverse(f"phases:{form}")
    assert not read(web.get(url)).attributes("input", "list")
    page = read(web.get(url, {"project": project.pk, "target_date": "2027-01-31"}))
    fields = shown(page)
    assert (fields["source"], fields["target"]) == ("First copy", "Second copy")
    assert fields["target_date"] == "2027-01-31"  # what was entered stays
    labels = page.attributes("option", "label")
    assert any(label.startswith("Second copy — 600 objects") for label in labels)
    assert "Library A — 14 scratch tapes" in labels


def test_the_latest_phase_of_the_project_is_the_pattern(web, copying) -> None:
    page = read(web.get(reverse("phases:create"), {"project": copying.project.pk}))
    assert shown(page)["target_tape_partition"] == "Library A"


def test_brokers_are_offered_for_a_cruise(web, northwind, cruise) -> None:
    stocks.rio(northwind)
    page = read(web.get(reverse("phases:create"), {"project": cruise.pk}))
    assert shown(page)["source"]
    labels = page.attributes("option", "label")
    assert any(label.startswith("DIVA — ") for label in labels)
