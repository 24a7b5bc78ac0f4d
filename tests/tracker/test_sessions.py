"""The list of one's sessions, and ending them."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.fixtures.people import PASSWORD
from tests.tracker.reading import body, read, toast
from tracker.accounts import middleware

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SESSIONS = reverse("usersessions_list")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"


def browser(name="viewer", told=FIREFOX, address="203.0.113.7") -> Client:
    client = Client(headers={"User-Agent": told}, REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    return client


def end_of(address: str) -> str:
    return reverse("end_session", args=[UserSession.objects.get(ip=address).pk])


def test_each_is_listed_with_device_and_address(viewer, operator):
    mine = browser()
    browser(told=PHONE, address="198.51.100.9")
    browser("operator", address="192.0.2.1")
    page = body(mine.get(SESSIONS))
    for text in ("Firefox on Linux", "203.0.113.7", "Safari on iPhone", "198.51.100.9"):
        assert text in page
    assert "192.0.2.1" not in page
    assert read(mine.get(SESSIONS)).texts[".badge"] == "This session"


def test_one_is_ended_at_once(viewer):
    mine, stolen = browser(), browser(address="198.51.100.9")
    assert stolen.get("/").status_code == 200
    answer = mine.post(end_of("198.51.100.9"), follow=True)
    assert "Session ended." in toast(answer)
    assert stolen.get("/").url.startswith(reverse("account_login"))
    assert mine.get("/").status_code == 200


def test_all_others_are_ended_at_once(viewer):
    mine, others = browser(), [browser(address=f"198.51.100.{n}") for n in (1, 2)]
    mine.post(SESSIONS)
    assert [other.get("/").status_code for other in others] == [302, 302]
    assert mine.get("/").status_code == 200


def test_somebody_elses_is_not_found(viewer, operator):
    theirs = browser("operator", address="192.0.2.1")
    assert browser().post(end_of("192.0.2.1")).status_code == 404
    assert theirs.get("/").status_code == 200


def test_one_is_not_ended_by_a_link(viewer):
    mine = browser()
    assert mine.get(end_of("203.0.113.7")).status_code == 405


def test_when_each_was_last_seen(viewer, monkeypatch):
    mine = browser()
    mine.get("/")
    long_ago = timezone.now() - timedelta(days=3)
    UserSession.objects.update(last_seen_at=long_ago)
    mine.get("/")
    assert UserSession.objects.get().last_seen_at == long_ago  # within the minute
    monkeypatch.setattr(middleware, "SEEN_SECONDS", 0.0)
    mine.get("/", REMOTE_ADDR="192.0.2.77")
    seen = UserSession.objects.get()
    assert seen.last_seen_at > long_ago
    assert seen.ip == "192.0.2.77"


def test_a_session_from_before_the_upgrade_appears(client_of, viewer, monkeypatch):
    client = client_of(viewer)
    monkeypatch.setattr(middleware, "_noted", {})
    client.get("/")
    assert UserSession.objects.get().user == viewer


def test_the_notes_do_not_grow_for_ever(monkeypatch):
    monkeypatch.setattr(middleware, "_noted", {})
    monkeypatch.setattr(middleware, "MOST_SESSIONS", 2)
    assert all(middleware.is_due(name) for name in "abcde")
    assert len(middleware._noted) <= 2
    assert not middleware.is_due("e")
