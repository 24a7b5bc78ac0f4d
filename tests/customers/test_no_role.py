"""Who has no role gets one page that says so."""

import pytest
from django.urls import reverse

from tests.fixtures.people import make_user
from tests.tracker.reading import HTMX, body, read
from tests.tracker.test_access_matrix import RULES

pytestmark = pytest.mark.slow


@pytest.fixture
def newcomer(northwind):
    return make_user("newcomer", customer=northwind)


@pytest.fixture
def web(client_of, newcomer):
    return client_of(newcomer)


def test_every_page_says_so(web):
    for name, rule in RULES.items():
        if rule.row or "GET" not in rule.methods or name in ("theme", "metrics"):
            continue
        response = web.get(reverse(name))
        assert response.status_code == 403, name
        assert "no role yet" in read(response).texts["#no-role"], name


def test_without_a_rail_of_pages_that_do_not_open(web):
    page = read(web.get("/"))
    links = page.attributes("a", "href")
    assert not [link for link in links if link in ("/customers/", "/jobs/", "/users/")]
    assert ".rail" not in page.texts
    assert reverse("account_logout") in page.attributes("form", "action")


def test_ones_own_account_stays_open(web):
    page = web.get(reverse("account_change_password"))
    assert page.status_code == 200
    assert ".rail" not in read(page).texts
    assert web.post(reverse("account_logout")).status_code == 302


def test_managers_who_share_a_customer_are_named(web, manager, harbour):
    make_user("rival", "manager", customer=harbour)
    make_user(
        "gone", "manager", customer=manager.accesses.get().customer, is_active=False
    )
    page = body(web.get("/"))
    assert "manager" in read(web.get("/")).texts["#no-role"]
    assert "rival" not in page
    assert "gone" not in page


def test_nobody_is_named_to_who_has_no_customer(client_of, manager):
    make_user("chief", "manager", sees_all_customers=True)
    page = body(client_of(make_user("newcomer")).get("/"))
    assert "Managers of your customers" not in page
    assert "chief" not in page


def test_by_htmx_too(web):
    assert web.get("/phases/", headers=HTMX).status_code == 403


def test_a_role_opens_the_door(client_of, viewer):
    assert client_of(viewer).get("/").status_code == 200
