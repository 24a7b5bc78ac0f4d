"""Other pages lead here."""

import pytest
from django.urls import reverse

from gather.services.gathering import gather
from tests.tracker.reading import read

pytestmark = pytest.mark.slow


def links(web, row) -> list[str]:
    return read(web.get(row.get_absolute_url())).attributes("a", "href")


def test_from_the_hierarchy(web, inventory, copying):
    project = copying.project
    url = reverse("gather:gather")
    assert f"{url}?phase={copying.pk}" in links(web, copying)
    assert reverse("gather:past", args=[copying.pk]) in links(web, copying)
    assert f"{reverse('gather:all')}?project={project.pk}" in links(web, project)
    assert f"{url}?customer={project.customer.pk}" in links(web, project.customer)


def test_figures_lead_to_where_they_are_from(web, inventory, copying):
    measured = gather(phase=copying)
    origin = reverse("gather:origin", args=[measured.pk])
    assert origin in links(web, copying)
    text = read(web.get(origin)).texts["#main"]
    assert inventory.backup_sha256 in text
    measured.target_objects = 601
    measured.save()
    corrected = read(web.get(origin)).texts["#main"]
    assert "gathered: 600, now: 601" in corrected


def test_what_was_typed_in_says_so(web, measurement):
    page = web.get(reverse("gather:origin", args=[measurement.pk]))
    assert "not from an inventory" in read(page).texts["#main"]


@pytest.mark.parametrize(
    ("name", "section", "mark"),
    [
        ("gather:gather", "gather:gather", "page"),
        ("gather:all", "gather:gather", "true"),
        ("gather:inventories", "gather:inventories", "page"),
        ("gather:compare", "gather:inventories", "true"),
    ],
)
def test_the_navigation_marks_one_section(web, name, section, mark):
    links = [found for tag, found in read(web.get(reverse(name))).tags if tag == "a"]
    marked = {(a["href"], a["aria-current"]) for a in links if "aria-current" in a}
    assert marked == {(reverse(section), mark)}
