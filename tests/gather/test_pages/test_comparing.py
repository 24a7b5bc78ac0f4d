"""Two inventories side by side."""

from datetime import date

import pytest
from django.urls import reverse

from phases.services.phases import create_phase
from tests.gather import stocks
from tests.tracker.reading import body, read

pytestmark = pytest.mark.slow

COMPARE = reverse("gather:compare")
BEFORE = {"NEWS": (900, 100), "SPORT": (500, 0), "OLD": (5, 5), "EMPTY": (0, 0)}


@pytest.fixture
def before(northwind):
    return stocks.blackpearl(northwind, dated=date(2026, 1, 12), buckets=BEFORE)


def test_what_came_went_grew_and_what_did_not_change(web, before, northwind):
    now = {"NEWS": (1000, 600), "SPORT": (400, 0), "NEW": (7, 0), "EMPTY": (0, 0)}
    after = stocks.blackpearl(northwind, buckets=now)
    page = web.get(COMPARE, {"a": before.pk, "b": after.pk})
    changed = {c.name: c.total for c in page.context["changed"]}
    assert set(changed) == {"NEWS", "SPORT", "OLD", "NEW"}
    assert changed["OLD"].after is None
    assert changed["NEW"].before is None
    assert [c.name for c in page.context["changed"]][-1] == "OLD"  # moved least
    text = read(page).texts["#main"]
    for word in ("Grew", "Shrank", "Added", "Removed", "–", "14 → 14"):
        assert word in text


@pytest.fixture
def copying(project):
    return create_phase(
        project=project, name="NEWS", source="First copy", target="Second copy"
    )


def test_what_moved_shows_where_although_no_bucket_grew(web, northwind, copying):
    """211 objects more on the target: the direction of the migration colours them."""
    old = stocks.blackpearl(
        northwind,
        dated=date(2026, 1, 12),
        buckets={"NEWS": (900, 100), "SPORT": (500, 0)},
    )
    new = stocks.blackpearl(northwind, buckets={"NEWS": (900, 311), "SPORT": (500, 0)})
    page = web.get(COMPARE, {"a": old.pk, "b": new.pk})
    (bucket,) = page.context["changed"]
    assert [(c.name, c.objects) for c in bucket.locations] == [("Second copy", 211)]
    text = read(page).texts["#main"]
    assert "1 of 2 buckets changed." in text
    assert "Arrived" in text
    assert "First copy/LTO7" not in text  # nothing changed there
    back = read(web.get(COMPARE, {"a": new.pk, "b": old.pk})).texts["#main"]
    assert "Lost on the target" in back


def test_one_alone_is_compared_with_its_neighbour(web, before, inventory):
    for name, row in (("b", inventory), ("a", before)):
        context = web.get(COMPARE, {name: row.pk}).context
        assert {context["before"], context["after"]} == {before, inventory}


def test_of_the_only_one_it_says_so(web, inventory):
    assert "Nothing to compare with" in body(web.get(COMPARE, {"b": inventory.pk}))
    assert "Choose an inventory" in body(web.get(COMPARE))


def test_different_appliances_are_not_compared(web, northwind, inventory):
    other = stocks.rio(northwind)
    page = web.get(COMPARE, {"a": inventory.pk, "b": other.pk})
    assert "of the same customer" in read(page).texts["#main"]


def test_brokers_are_compared(web, northwind):
    old = stocks.rio(northwind, dated=date(2026, 1, 12), copied=100)
    new = stocks.rio(northwind)
    page = web.get(COMPARE, {"a": old.pk, "b": new.pk})
    (broker,) = (c for c in page.context["changed"] if c.name == "DIVA")
    assert [(c.name, c.objects) for c in broker.locations] == [("Cruise", 200)]


def test_all_changes_as_csv(web, before, inventory):
    query = {"a": before.pk, "b": inventory.pk, "format": "csv"}
    header, *rows = body(web.get(COMPARE, query)).splitlines()
    assert header == (
        "bucket,location,objects_before,size_before,complete_before,"
        "objects_after,size_after,complete_after"
    )
    assert "OLD,,5,20000000000,5,,," in rows
    assert "NEWS,,900,3600000000000,900,1000,4000000000000,1000" in rows
    assert "NEWS,Second copy,100,400000000000,100,600,2400000000000,600" in rows


@pytest.mark.parametrize("value", ["x", "00000000-0000-0000-0000-000000000001"])
def test_one_that_is_not_there_is_not_found(web, value):
    assert web.get(COMPARE, {"a": value}).status_code == 404


def test_an_outsider_compares_nothing(client_of, outsider, before, inventory):
    query = {"a": before.pk, "b": inventory.pk}
    assert client_of(outsider).get(COMPARE, query).status_code == 404
