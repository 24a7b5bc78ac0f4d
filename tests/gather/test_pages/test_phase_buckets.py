"""Buckets over time, as the page of a phase fetches them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from gather.pages.phase_buckets import bucket_courses
from gather.services.gathering import gather
from phases.services.phases import create_phase
from projects.models import Project
from tests.gather import stocks
from tests.tracker.reading import body

pytestmark = pytest.mark.slow

LATER = stocks.DAY + timedelta(days=7)


@pytest.fixture
def two_days(northwind):
    stocks.blackpearl(northwind, buckets={"NEWS": (1000, 200), "GONE": (5, 5)})
    buckets = {"NEWS": (1000, 600), "SPORT": (500, 0), "EMPTY": (0, 0)}
    stocks.blackpearl(northwind, dated=LATER, buckets=buckets)


@pytest.fixture
def everything(project):
    return create_phase(
        project=project, name="Everything", source="First copy", target="Second copy"
    )


def test_most_to_do_comes_first(two_days, everything):
    found = bucket_courses(everything)
    assert [each.name for each in found.courses] == ["SPORT", "NEWS"]
    assert found.buckets == 2


def test_a_bucket_is_followed_from_day_to_day(two_days, everything):
    news = bucket_courses(everything).courses[1]
    assert [day for day, _ in news.days] == [stocks.DAY, LATER]
    assert news.gained == 400 * stocks.OBJECT
    assert (news.objects.done, news.objects.remaining) == (600, 400)


def test_one_that_was_not_there_before_has_no_gain(two_days, everything):
    sport = bucket_courses(everything).courses[0]
    assert sport.gained is None


def test_a_phase_of_one_bucket_has_only_that(two_days, copying):
    assert [each.name for each in bucket_courses(copying).courses] == ["NEWS"]


def test_without_inventory_or_with_an_unknown_place_there_is_none(
    northwind, copying, project
):
    assert bucket_courses(copying) is None
    stocks.blackpearl(northwind)
    elsewhere = create_phase(project=project, name="x", source="?", target="!")
    assert bucket_courses(elsewhere) is None


def test_a_cruise_has_no_buckets(northwind, cruise: Project):
    phase = create_phase(project=cruise, name="x", source="A", target="B")
    assert bucket_courses(phase) is None


def test_the_phase_leads_there(two_days, copying, web):
    address = reverse("gather:of_phase", args=[copying.pk])
    assert address not in body(web.get(copying.get_absolute_url()))
    gather(phase=copying)
    assert address in body(web.get(copying.get_absolute_url()))
    page = body(web.get(address))
    assert "Buckets over time" in page
    assert "NEWS" in page
    part = body(web.get(address, headers={"HX-Request": "true"}))
    assert "NEWS" in part
    assert "<html" not in part


def test_more_inventories_than_shown_are_not_read(
    northwind, everything, django_assert_max_num_queries
):
    for week in range(15):
        stocks.blackpearl(northwind, dated=stocks.DAY + timedelta(weeks=week))
    with django_assert_max_num_queries(120):
        found = bucket_courses(everything)
    assert len(found.inventories) == 12
