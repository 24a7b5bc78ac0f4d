"""A restore that waits for an answer, and what comes of the answers."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from jobs.models import JobState
from restore.models import Restore
from tests.tracker.reading import body, error_at, read, toast
from tracker.models import User

from .builders import plan, some_restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ODD = {"questions": ["It is older.", "It is small."], "asked": ["older", "smaller"]}


@pytest.fixture
def web(client_of: Callable[[User], Client], operator: User) -> Client:
    return client_of(operator)


@pytest.fixture
def waiting(northwind: Customer) -> Restore:
    return some_restore(northwind, state=JobState.WAITING, plan=plan(**ODD))


def confirm(client: Client, restore: Restore, **data: Any) -> HttpResponseBase:
    url = reverse("restore:confirm", args=[restore.pk])
    return client.post(url, data, follow=True)


def test_the_page_gives_the_reasons(web: Client, waiting: Restore) -> None:
    page = web.get(waiting.get_absolute_url())
    assert "It is older." in read(page).texts[".reasons"]
    assert "It is small." in read(page).texts[".reasons"]
    assert reverse("restore:confirm", args=[waiting.pk]) in body(page)


def test_a_viewer_may_not_answer(
    client_of: Callable[[User], Client], viewer: User, waiting: Restore
) -> None:
    page = client_of(viewer).get(waiting.get_absolute_url())
    assert "It is older." in body(page)
    assert reverse("restore:confirm", args=[waiting.pk]) not in body(page)
    assert confirm(client_of(viewer), waiting).status_code == 403


def test_confirmed_it_is_queued_again(
    web: Client, operator: User, waiting: Restore
) -> None:
    response = confirm(web, waiting, date="2026-01-12")
    assert "continues" in toast(response)
    waiting.refresh_from_db()
    assert waiting.job.state == JobState.QUEUED
    assert waiting.answered == ["older", "smaller"]
    assert (waiting.confirmed_by, bool(waiting.confirmed_at)) == (operator, True)
    page = web.get(waiting.get_absolute_url())
    assert "Confirmed by operator" in body(page)
    assert "Plan confirmed." in read(page).texts[".history"]


def test_the_date_is_corrected_with_it(web: Client, waiting: Restore) -> None:
    confirm(web, waiting, date="2026-01-10")
    waiting.refresh_from_db()
    assert str(waiting.dated) == "2026-01-10"
    assert waiting.job.state == JobState.QUEUED


def test_a_date_in_the_future_is_none(web: Client, waiting: Restore) -> None:
    response = confirm(web, waiting, date="2199-01-01")
    assert "future" in error_at(response, "date")
    waiting.refresh_from_db()
    assert (waiting.job.state, waiting.answered) == (JobState.WAITING, [])


def test_a_second_answer_is_told_so(web: Client, waiting: Restore) -> None:
    confirm(web, waiting)
    assert "no longer waiting" in toast(confirm(web, waiting))


def test_it_may_be_cancelled_instead(web: Client, waiting: Restore) -> None:
    page = web.get(waiting.get_absolute_url())
    url = reverse("jobs:cancel", args=[waiting.job_id])
    assert url in read(page).attributes("button", "formaction")
    response = web.post(url, follow=True)
    assert "Cancelled" in body(response)
    assert "no longer waiting" in toast(confirm(web, waiting))
    waiting.refresh_from_db()
    assert (waiting.job.state, waiting.answered) == (JobState.CANCELLED, [])
