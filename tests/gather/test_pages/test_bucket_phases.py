"""Phases for the buckets of an inventory, many at once."""

from datetime import date

import pytest
from django.urls import reverse

from gather.services import bucket_phases
from phases.models import Phase
from phases.services.phases import create_phase
from tests.gather import stocks
from tests.gather.test_pages.forms import filled
from tests.tracker.reading import HTMX, body, error_at, read

pytestmark = pytest.mark.slow

PLACES = {
    "source": "First copy",
    "target": "Second copy",
    "target_tape_partition": "Library A",
}


def address(project, name: str = "bucket_phases") -> str:
    return reverse(f"gather:{name}", args=[project.pk])


@pytest.fixture
def opened(web, inventory, project):
    return web.get(address(project))


def tick(response, *names: str) -> list[str]:
    rows = response.context["sheet"].picking.page.rows
    return [str(bucket.number) for bucket in rows if bucket.name in names]


def stored(web, project, page, **changes):
    return web.post(address(project, "bucket_phases_store"), filled(page, **changes))


def names() -> list[str]:
    return sorted(Phase.objects.values_list("name", flat=True))


def test_the_project_leads_to_it(web, project):
    assert address(project) in body(web.get(project.get_absolute_url()))


def test_one_phase_a_bucket(opened, web, project):
    answer = stored(
        web, project, opened, bucket=tick(opened, "NEWS", "SPORT"),
        target_date="2026-12-31", **PLACES,
    )  # fmt: skip
    assert answer.url == project.get_absolute_url()
    assert names() == ["NEWS", "SPORT"]
    for phase in Phase.objects.all():
        assert phase.buckets == [phase.name]
        assert {name: getattr(phase, name) for name in PLACES} == PLACES
        assert (phase.type, phase.target_date) == ("IOM_BUCKET", date(2026, 12, 31))


def test_without_javascript_it_says_what_it_would_add(opened, web, project):
    ticked = filled(opened, bucket=tick(opened, "NEWS"), **PLACES)
    page = web.post(address(project), ticked)
    assert "1: NEWS" in read(page).texts["#bucket-phases-result"]
    assert not Phase.objects.exists()
    stored(web, project, page)  # all of it came back with the form
    phase = Phase.objects.get()
    assert (phase.name, phase.target) == ("NEWS", "Second copy")


@pytest.mark.parametrize("part", ["bucket_phases_result", "bucket_phases_list"])
def test_a_tick_renews_what_would_be_added(opened, web, project, part):
    sent = filled(opened, bucket=tick(opened, "SPORT"))
    texts = read(web.post(address(project, part), sent, headers=HTMX)).texts
    assert "1: SPORT" in texts["#bucket-phases-result"]
    assert "1 of 3 selected" in texts["#bucket-count"]
    assert ("#bucket-list" in texts) == (part == "bucket_phases_list")


def test_those_that_have_a_phase_are_said_and_skipped(opened, web, project):
    create_phase(project=project, name="news")
    sent = filled(opened, bucket=tick(opened, "NEWS", "SPORT"), **PLACES)
    page = web.post(address(project), sent)
    assert "Skipped because" in read(page).texts["#bucket-phases-result"]
    answer = stored(web, project, page)
    assert names() == ["SPORT", "news"]
    assert "phase: NEWS." in read(web.get(answer.url)).texts["#toasts"]


def test_only_those_that_have_a_phase_are_refused(opened, web, project):
    create_phase(project=project, name="NEWS")
    answer = stored(web, project, opened, bucket=tick(opened, "NEWS"))
    assert answer.status_code == 422
    assert "already has a phase" in read(answer).texts["#buckets_error"]


def test_none_chosen_is_refused(opened, web, project):
    answer = stored(web, project, opened)
    assert answer.status_code == 422
    assert "at least one" in read(answer).texts["#buckets_error"]


def test_the_same_place_twice_is_refused_by_its_field(opened, web, project):
    same = {**PLACES, "target": "First copy"}
    answer = stored(web, project, opened, bucket=tick(opened, "NEWS"), **same)
    assert "same location" in error_at(answer, "target")
    assert not Phase.objects.exists()


def test_a_place_may_be_typed(opened, web, project):
    stored(web, project, opened, bucket=tick(opened, "NEWS"), target_typed="Tier 3")
    assert Phase.objects.get().target == "Tier 3"


HOSTILE = "<script>alert(1)</script>"
ODD = {HOSTILE: (1, 0), "a,b:c": (1, 0), "New": (1, 0), "NEW": (1, 0)}


def test_odd_names_are_kept_to_the_letter(web, northwind, project):
    stocks.blackpearl(northwind, buckets=ODD)
    page = web.post(address(project), filled(web.get(address(project)), choose="all"))
    assert HOSTILE not in body(page)
    stored(web, project, page)
    assert sorted(names()) == sorted([HOSTILE, "NEW", "New (2)", "a,b:c"])
    assert Phase.objects.get(name="a,b:c").buckets == ["a,b:c"]


def test_buckets_that_differ_in_capitals_all_get_a_phase(web, northwind, project):
    stocks.blackpearl(northwind, buckets={"New": (1, 0), "NEW": (1, 0)})
    create_phase(project=project, name="Old", buckets=["New"])
    page = web.post(address(project), filled(web.get(address(project)), choose="all"))
    assert "1: NEW" in read(page).texts["#bucket-phases-result"]
    stored(web, project, page)
    assert Phase.objects.get(name="NEW").buckets == ["NEW"]


@pytest.mark.parametrize("name", ["x" * 201, " ", "a\nb"])
def test_a_name_that_no_phase_can_have_refuses_all(web, northwind, project, name):
    stocks.blackpearl(northwind, buckets={"GOOD": (1, 0), name: (1, 0)})
    page = web.post(address(project), filled(web.get(address(project)), choose="all"))
    assert stored(web, project, page).status_code == 422
    assert not Phase.objects.exists()


def test_too_many_at_once_are_refused(opened, web, project, monkeypatch):
    monkeypatch.setattr(bucket_phases, "AT_ONCE", 1)
    answer = stored(web, project, opened, bucket=tick(opened, "NEWS", "SPORT"))
    assert "at most 1" in read(answer).texts["#buckets_error"]


def test_an_older_inventory_may_be_chosen(opened, web, project, northwind):
    older = stocks.blackpearl(
        northwind, dated=date(2026, 1, 12), buckets={"OLD": (5, 5)}
    )
    page = web.post(address(project), filled(opened, inventory=str(older.pk)))
    stored(web, project, page, bucket=tick(page, "OLD"))
    assert names() == ["OLD"]


def test_what_the_other_inventory_lacks_is_not_added(opened, web, project, northwind):
    older = stocks.blackpearl(
        northwind, dated=date(2026, 1, 12), buckets={"OLD": (5, 5)}
    )
    sent = filled(opened, bucket=tick(opened, "NEWS"), inventory=str(older.pk))
    page = web.post(address(project), sent)
    assert "NEWS" in read(page).texts["#gather-form"]
    assert stored(web, project, page, bucket=tick(page, "OLD")).status_code == 422
    assert not Phase.objects.exists()


def test_anothers_inventory_is_not_used(opened, web, project, harbour):
    theirs = stocks.blackpearl(harbour, buckets={"SECRET": (1, 0)})
    page = web.post(address(project), filled(opened, inventory=str(theirs.pk)))
    assert "SECRET" not in body(page)
    assert "has been discarded" in read(page).texts["#id_inventory_error"]


def test_of_a_rio_project_the_phases_are_by_bucket(web, inventory, cruise):
    page = web.get(address(cruise))
    stored(web, cruise, page, bucket=tick(page, "NEWS"))
    assert Phase.objects.get().type == "IOM_BUCKET"


def test_without_an_inventory_it_leads_to_the_restore(web, project):
    page = web.get(address(project))
    assert f"/restore/?customer={project.customer.pk}&amp;kind=blackpearl" in body(page)
    answer = web.post(address(project, "bucket_phases_store"), {"bucket": "0"})
    assert answer.status_code == 200
    assert not Phase.objects.exists()


def test_whoever_only_reads_adds_none(client_of, viewer, inventory, project):
    web = client_of(viewer)
    assert address(project) not in body(web.get(project.get_absolute_url()))
    assert web.get(address(project)).status_code == 403
