"""Logging in and out, and coming back to where one was."""

import pytest
from django.urls import reverse

from tests.fixtures.people import PASSWORD
from tests.tracker.reading import HTMX, read

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


def test_htmx_comes_back_to_the_page_it_was_on(client, viewer):
    headers = {**HTMX, "HX-Current-URL": "http://testserver/phases/?q=a&status=active"}
    response = client.get("/phases/", headers=headers)
    page = client.get(response["HX-Redirect"])
    assert "/phases/?q=a&status=active" in read(page).attributes("input", "value")


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
