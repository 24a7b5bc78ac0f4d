"""Logging in and out, and coming back to where one was."""

import pytest
from django.urls import reverse

from tests.fixtures.people import PASSWORD
from tests.tracker.reading import read
from tests.tracker.test_access_matrix import RULES, rows  # noqa: F401 - a fixture
from tracker.accounts.answering import answers_get

LOGIN = reverse("account_login")


def log_in(client, **data):
    return client.post(LOGIN, {"login": "viewer", "password": PASSWORD, **data})


def test_a_user_logs_in(client, viewer):
    assert log_in(client).url == "/"
    assert client.get("/").status_code == 200


def test_and_comes_to_the_page_that_was_asked_for(client, viewer):
    address = "/phases/?q=a&status=active"
    page = client.get(client.get(address).url)
    here = read(page).attributes("input", "value")
    assert address in here
    assert log_in(client, next=address).url == address


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_but_nowhere_else(client, viewer, elsewhere):
    assert log_in(client, next=elsewhere).url == "/"


@pytest.mark.parametrize(
    "address",
    ["/phases/activate/", "/theme/", "/accounts/sessions/1/end/", "/nothing/", "/%00"],
)
def test_nor_to_what_is_no_page(client, viewer, address):
    assert log_in(client, next=address).url == "/"
    entrance = client.get(LOGIN, {"next": address})
    assert entrance.url == "/"


def test_every_page_can_be_come_back_to(rows):  # noqa: F811
    for name, rule in RULES.items():
        address = reverse(name, args=[rows[rule.row]] if rule.row else [])
        assert answers_get(address) == ("GET" in rule.methods), name


def test_a_wrong_password_is_refused(client, viewer):
    log_in(client, password="another passphrase")
    assert client.get("/").status_code == 302


def test_an_inactive_user_is_refused(client, viewer):
    viewer.is_active = False
    viewer.save()
    log_in(client)
    assert client.get("/").status_code == 302


def test_logging_out_asks_and_ends_the_session(client_of, viewer):
    web = client_of(viewer)
    web.get(reverse("account_logout"))
    assert web.get("/").status_code == 200
    web.post(reverse("account_logout"))
    assert web.get("/").status_code == 302
