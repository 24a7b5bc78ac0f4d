"""Choosing buckets, many of them, over pages and searches."""

from datetime import date

import pytest
from django.urls import reverse

from gather.models import Bucket
from gather.pages.picking import SIZE
from phases.models import MigrationData
from phases.services.phases import update_phase
from tests.gather import stocks
from tests.gather.test_pages.forms import filled
from tests.tracker.reading import HTMX, read

pytestmark = pytest.mark.slow

GATHER, STORE = reverse("gather:gather"), reverse("gather:store")
BUCKETS = reverse("gather:buckets")
MANY = {f"b{n:03}": (n + 1, n) for n in range(120)}


@pytest.fixture
def opened(web, northwind, copying):
    stocks.blackpearl(northwind, buckets=MANY)
    return web.get(GATHER, {"phase": copying.pk})


def picking(response):
    return response.context["sheet"].picking


def tick(response, *names: str) -> list[str]:
    """What the boxes of these buckets send."""
    rows = {bucket.name: bucket for bucket in picking(response).page.rows}
    return [str(rows[name].number) for name in names]


def test_a_choice_survives_paging_and_searching(opened, web):
    sent = filled(opened, bucket=tick(opened, "b000", "b001"))
    second = web.post(GATHER, {**sent, "page": picking(opened).page.next})
    assert picking(second).page.rows[0].name == f"b{SIZE:03}"
    sent = filled(second, bucket=tick(second, "b060"), q="11")
    found = web.post(GATHER, sent)
    assert [b.name for b in picking(found).page.rows] == ["b011", *(
        f"b11{n}" for n in range(10))]  # fmt: skip
    sent = filled(found, bucket=tick(found, "b119"), q="")
    assert picking(web.post(GATHER, sent)).names == ["b000", "b001", "b060", "b119"]


def test_the_place_in_the_list_survives_a_tick(opened, web):
    second = web.post(GATHER, filled(opened, page=picking(opened).page.next))
    ticked = web.post(GATHER, filled(second, bucket=tick(second, "b060")))
    assert picking(ticked).page.rows[0].name == f"b{SIZE:03}"


def test_all_that_were_found_and_none_of_them(opened, web):
    every = web.post(GATHER, filled(opened, choose="all"))
    assert len(picking(every).chosen) == 120
    found = web.post(GATHER, filled(every, q="11"))
    fewer = web.post(GATHER, filled(found, choose="none"))
    assert len(picking(fewer).chosen) == 120 - 11
    assert "109 of 120 selected" in read(fewer).texts["#bucket-count"]


def test_only_those_that_are_chosen(opened, web):
    ticked = filled(opened, bucket=tick(opened, "b000", "b007"), only="1")
    found = web.post(GATHER, ticked)
    assert [b.name for b in picking(found).page.rows] == ["b000", "b007"]


def test_the_choice_is_counted_and_remembered(opened, web, copying):
    page = web.post(GATHER, filled(opened, bucket=tick(opened, "b009", "b019")))
    assert "Only the 2 selected buckets." in read(page).texts["#gather-figures"]
    web.post(STORE, filled(page))
    assert MigrationData.objects.get().source_objects == 10 + 20
    copying.refresh_from_db()
    assert copying.buckets == ["b009", "b019"]


def test_a_choice_for_once_leaves_the_phase_alone(opened, web, copying):
    page = web.post(GATHER, filled(opened, bucket=tick(opened, "b009")))
    sent = filled(page)
    del sent["remember"]
    web.post(STORE, sent)
    assert MigrationData.objects.get().source_objects == 10
    copying.refresh_from_db()
    assert copying.buckets == []


def test_the_buckets_of_the_phase_are_chosen_at_first(web, inventory, copying):
    update_phase(phase=copying, buckets=["SPORT"])
    page = web.get(GATHER, {"phase": copying.pk})
    assert picking(page).names == ["SPORT"]
    assert page.context["sheet"].preview.figures.source_objects == 500
    assert not page.context["sheet"].asks_to_remember


def test_none_chosen_any_more_means_what_the_name_says(web, inventory, copying):
    update_phase(phase=copying, buckets=["SPORT"])
    page = web.get(GATHER, {"phase": copying.pk})
    sent = filled(page)
    del sent["bucket"]
    page = web.post(GATHER, sent)
    assert page.context["sheet"].preview.rule == "named"
    web.post(STORE, filled(page))
    copying.refresh_from_db()
    assert copying.buckets == []


def test_a_bucket_that_is_gone_is_named_and_left_out(web, inventory, copying):
    update_phase(phase=copying, buckets=["SPORT", "Sports"])
    page = web.get(GATHER, {"phase": copying.pk})
    assert "Sports" in read(page).texts["#buckets_error"]
    assert web.post(STORE, filled(page)).status_code == 422
    page = web.post(GATHER, filled(page, drop_gone="1"))
    assert page.context["sheet"].preview.figures.source_objects == 500
    web.post(STORE, filled(page))
    copying.refresh_from_db()
    assert copying.buckets == ["SPORT"]


def test_names_lead_from_one_inventory_to_the_other(web, northwind, opened):
    """In the other one the numbers are others'."""
    other = stocks.blackpearl(
        northwind,
        dated=date(2026, 1, 12),
        buckets={"a": (1, 0), "b007": (3, 0), "b001": (5, 0)},
    )
    sent = filled(opened, bucket=tick(opened, "b001", "b002"), inventory=str(other.pk))
    page = web.post(GATHER, sent)
    assert picking(page).names == ["b001", "b002"]
    assert picking(page).gone == ["b002"]
    back = web.post(
        GATHER, filled(page, inventory=str(opened.context["sheet"].inventory.pk))
    )
    assert picking(back).names == ["b001", "b002"]
    assert picking(back).gone == []


def test_a_part_of_the_page_is_the_list_with_its_figures(opened, web):
    answer = web.post(BUCKETS, filled(opened, q="b11"), headers=HTMX)
    texts = read(answer).texts
    assert "b110" in texts["#bucket-list"]
    assert "1,000" not in texts["#bucket-list"]
    assert "#gather-figures" in texts


ODD = (
    {"selection": "0-99999999999999999999"},
    {"selection": "x", "shown": "-", "bucket": ["x", "9" * 5000, "-1"]},
    {"counted": "x"},
    {"gone": '["\\u0000", 7, "\\ud800", null]'},
    {"gone": '{"a": 1}'},
    {"gone": "["},
    {"q": "\x00"},
    {"page": "x", "at": "y"},
    {"q": "%_\\"},
)


def test_whatever_is_sent_is_read(opened, web):
    for odd in ODD:
        answer = web.post(BUCKETS, filled(opened, **odd), headers=HTMX)
        assert answer.status_code == 200, odd


def test_counted_in_anothers_inventory_is_nothing(opened, web, harbour):
    theirs = stocks.blackpearl(harbour, buckets={"SECRET": (1, 0)})
    sent = filled(opened, counted=str(theirs.pk), selection="0", shown="")
    page = web.post(GATHER, sent)
    assert picking(page).names == []


def test_10_000_buckets(web, northwind, copying, queries):
    inventory = stocks.blackpearl(
        northwind, buckets={f"bucket {n:05}": (2, 1) for n in range(10_000)}
    )
    page = web.get(GATHER, {"phase": copying.pk})
    chosen = web.post(GATHER, filled(page, choose="all"))
    assert len(chosen.content) < 200_000
    found = web.post(GATHER, filled(chosen, q="0009"))
    fewer = web.post(GATHER, filled(found, choose="none"))
    left = (
        10_000
        - Bucket.objects.filter(inventory=inventory, name__contains="0009").count()
    )
    assert len(picking(fewer).chosen) == left
    web.post(STORE, filled(fewer))
    assert MigrationData.objects.get().source_objects == 2 * left


def test_without_anything_chosen_the_page_says_what_to_choose(web):
    response = web.post(reverse("gather:buckets"), headers=HTMX)
    assert response.status_code == 200
    assert "customer" in response.content.decode().lower()
