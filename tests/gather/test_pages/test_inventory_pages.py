"""Inventories as pages: the list, one of them, its buckets."""

from datetime import date

import pytest
from django.urls import reverse

from gather.models import Inventory
from restore.models import RestoredDatabase
from tests.gather import stocks
from tests.tracker.reading import body, names, read, toast

LIST = reverse("gather:inventories")


def at(name: str, inventory: Inventory) -> str:
    return reverse(f"gather:{name}", args=[inventory.pk])


@pytest.fixture
def boss(client_of, manager):
    return client_of(manager)


def test_the_newest_comes_first(web, northwind):
    old = stocks.blackpearl(northwind, dated=date(2026, 1, 12))
    new = stocks.rio(northwind)
    assert names(web.get(LIST)) == [str(new), str(old)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "rio"}, ["Rio of 19 Jan 2026"]),
        ({"since": "2026-01-15", "kind": "blackpearl"}, []),
        ({"until": "2026-01-15"}, ["BlackPearl of 12 Jan 2026"]),
        ({"q": "2026-01-12"}, ["BlackPearl of 12 Jan 2026"]),
        ({"state": "discarded"}, []),
    ],
)
def test_the_list_is_filtered(web, northwind, query, found):
    stocks.blackpearl(northwind, dated=date(2026, 1, 12))
    stocks.rio(northwind)
    assert names(web.get(LIST, query)) == found


def test_the_list_as_csv_has_exact_figures(web, inventory):
    header, row = body(web.get(LIST, {"format": "csv"})).splitlines()
    assert header.startswith("Data as of,Customer,Appliance,Objects,Size,Backup")
    assert row.startswith("2026-01-19,Northwind Studios,BlackPearl,1500,6000000000000,")


def test_an_empty_list_leads_to_the_restore(web, db):
    assert reverse("restore:start") in body(web.get(LIST))


def test_what_was_never_published_is_not_there(web, inventory):
    RestoredDatabase.objects.all().delete()
    assert names(web.get(LIST)) == []
    assert web.get(inventory.get_absolute_url()).status_code == 404


def test_an_outsider_finds_nothing(client_of, outsider, inventory):
    client = client_of(outsider)
    assert names(client.get(LIST)) == []
    for name in ("inventory", "of_buckets", "bucket", "again", "discard"):
        method = client.post if name == "again" else client.get
        answer = method(at(name, inventory))
        assert answer.status_code == (403 if name == "discard" else 404), name


def test_a_page_of_a_blackpearl(web, inventory):
    texts = read(web.get(inventory.get_absolute_url())).texts
    assert "1,500" in texts[".stats"]
    for expected in (
        "Scratch: 14 in Library A (12 usable)",
        "LTO_CLEANING_TAPE",
        "pool-1",
        "Second copy/LTO9",
        "Two copies",
        "PERMANENT",
        inventory.backup_sha256,
        "Objects not complete on any storage domain",
    ):
        assert expected in texts["#main"], expected


def test_the_most_serious_of_the_data_checks_is_first(web, inventory):
    checks = web.get(inventory.get_absolute_url()).context["sanity"]
    assert [(check.severity, check.number) for check in checks] == [
        ("Serious", 7),
        ("Warning", 3),
        ("OK", 0),
    ]


def test_links_lead_to_each_section(web, northwind, inventory):
    for row in (inventory, stocks.rio(northwind)):
        page = read(web.get(row.get_absolute_url()))
        for link in page.attributes("a", "href"):
            assert not link.startswith("#h-") or link in page.texts, link


def test_a_page_of_a_rio_has_brokers_and_no_tapes(web, northwind):
    texts = read(web.get(stocks.rio(northwind).get_absolute_url())).texts
    assert "DIVA" in texts["#main"]
    assert "#h-tapes" not in texts


def test_what_each_location_holds(web, inventory):
    holdings = web.get(inventory.get_absolute_url()).context["holdings"]
    held = {str(h.location): (h.present, h.complete, h.size) for h in holdings}
    assert held["First copy"] == (1500, 1500, 1500 * stocks.OBJECT)
    assert held["Second copy"] == (600, 600, 600 * stocks.OBJECT)
    assert held["First copy/pool:Disk A"] == (0, 0, 0)


def test_buckets_say_where_they_are(web, inventory):
    page = web.get(at("of_buckets", inventory))
    assert names(page) == ["EMPTY", "NEWS", "SPORT"]
    text = read(page).texts["#results"]
    assert "Second copy" in text
    assert "600 objects" in text
    assert "–" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "new"}, ["NEWS"]),
        ({"sort": "-size"}, ["NEWS", "SPORT", "EMPTY"]),
    ],
)
def test_buckets_are_searched_and_sorted(web, inventory, query, found):
    assert names(web.get(at("of_buckets", inventory), query)) == found


def test_buckets_on_a_location(web, inventory):
    second = inventory.locations.get(name="Second copy")
    found = web.get(at("of_buckets", inventory), {"location": second.pk})
    assert names(found) == ["NEWS"]


def test_buckets_as_csv_disarm_formulas(web, northwind):
    inventory = stocks.blackpearl(northwind, buckets={"=cmd()": (2, 1)})
    lines = body(web.get(at("of_buckets", inventory), {"format": "csv"})).splitlines()
    assert lines[1].startswith("'=cmd(),2,8000000000,")


def test_a_bucket_over_time(web, northwind):
    stocks.blackpearl(northwind, dated=date(2026, 1, 5), buckets={"SPORT": (1, 0)})
    stocks.blackpearl(northwind, dated=date(2026, 1, 12), buckets={"NEWS": (400, 0)})
    newest = stocks.blackpearl(northwind)
    page = web.get(at("bucket", newest), {"name": "NEWS"})
    trend = page.context["trend"]
    assert [day.objects for day in trend] == [600, None, None]
    assert "not in this inventory" in read(page).texts["#main"]
    assert "From 1.6 TB on 12 Jan 2026 to 4 TB on 19 Jan 2026" in body(page)


@pytest.mark.parametrize("name", ["gone", "a%b'\"<", "日本", "x" * 2000])
def test_a_bucket_that_is_not_there_is_said_to_be(web, inventory, name):
    page = web.get(at("bucket", inventory), {"name": name})
    assert "no bucket of this name" in read(page).texts["#main"]


def test_stock_is_taken_again(web, inventory):
    answer = web.post(at("again", inventory))
    job = inventory.customer.jobs.get(kind="take_stock")
    assert answer.url == job.get_absolute_url()


def test_of_a_dropped_database_no_stock_is_taken(web, inventory):
    RestoredDatabase.objects.update(dropped_at=inventory.taken_at)
    answer = web.post(at("again", inventory), follow=True)
    assert "has been deleted" in toast(answer)


def test_a_discarded_one_says_so_and_comes_back(boss, inventory):
    boss.post(at("discard", inventory), {"reason": "The wrong site"})
    page = boss.get(inventory.get_absolute_url())
    assert "The wrong site" in read(page).texts[".notice"]
    assert names(boss.get(LIST, {"state": "used"})) == []
    boss.post(at("reinstate", inventory))
    assert names(boss.get(LIST, {"state": "used"})) == [str(inventory)]


@pytest.mark.parametrize("reason", ["", "   "])
def test_discarding_needs_its_reason(boss, inventory, reason):
    assert boss.post(at("discard", inventory), {"reason": reason}).status_code == 422
    inventory.refresh_from_db()
    assert not inventory.is_discarded
