"""The list of users, and the page of one: who sees whom, and what."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from customers.models import CustomerAccess
from tests.fixtures.people import make_user
from tests.tracker.reading import body, names, read
from tests.tracker.test_constant_queries import questions
from tracker.models import User

pytestmark = pytest.mark.slow

LIST = reverse("users:list")


def page_of(user) -> str:
    return reverse("users:detail", args=[user.pk])


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


def test_a_manager_sees_the_users_of_own_customers(web, viewer, operator, outsider):
    assert set(names(web.get(LIST))) == {"manager", "viewer", "operator"}
    assert web.get(page_of(viewer)).status_code == 200
    assert web.get(page_of(outsider)).status_code == 404


def test_a_manager_of_all_sees_everyone(client_of, viewer, outsider, administrator):
    chief = client_of(make_user("chief", "manager", sees_all_customers=True))
    everyone = {"administrator", "chief", "outsider", "viewer"}
    assert set(names(chief.get(LIST))) == everyone


@pytest.mark.parametrize("person", ["viewer", "operator"])
def test_others_have_no_such_page(request, client_of, person):
    user = request.getfixturevalue(person)
    client = client_of(user)
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(user)).status_code == 403
    assert LIST not in read(client.get("/")).attributes("a", "href")


def test_the_navigation_leads_there(web):
    assert LIST in read(web.get("/")).attributes("a", "href")


def test_customers_of_others_are_not_named(web, viewer, harbour):
    CustomerAccess.objects.create(user=viewer, customer=harbour)
    for page in (LIST, page_of(viewer), f"{LIST}?format=csv"):
        text = body(web.get(page))
        assert "Northwind Studios" in text
        assert "Harbour" not in text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?role=viewer", {"viewer"}),
        ("?role=none", {"nadia"}),
        ("?role=administrator", {"administrator"}),
        ("?q=VIEW", {"viewer"}),
        ("?q=Berg", {"nadia"}),
        ("?active=false", {"nadia"}),
        ("?role=operator&active=true", {"outsider"}),
    ],
)
def test_filters(client_of, administrator, viewer, outsider, asked, found):
    make_user("nadia", last_name="Berg", is_active=False)
    assert set(names(client_of(administrator).get(LIST + asked))) == found


def test_the_filter_by_customer(client_of, administrator, viewer, outsider, northwind):
    answer = client_of(administrator).get(f"{LIST}?customer={northwind.pk}")
    assert set(names(answer)) == {"administrator", "viewer"}


@pytest.mark.parametrize(
    ("sort", "first"),
    [("role", "viewer"), ("-role", "administrator"), ("-last_login", "viewer")],
)
def test_sorting(client_of, administrator, viewer, outsider, sort, first):
    User.objects.filter(pk=viewer.pk).update(
        last_login=datetime(2026, 1, 5, tzinfo=UTC)
    )
    assert names(client_of(administrator).get(f"{LIST}?sort={sort}"))[0] == first


def test_second_factors(client_of, administrator, viewer, operator):
    Authenticator.objects.create(user=viewer, type="totp", data={})
    Authenticator.objects.create(user=operator, type="recovery_codes", data={})
    web = client_of(administrator)
    assert names(web.get(f"{LIST}?factor=yes")) == ["viewer"]
    assert names(web.get(f"{LIST}?factor=no")) == ["administrator", "operator"]
    [row] = [
        x for x in body(web.get(f"{LIST}?format=csv")).splitlines() if "viewer" in x
    ]
    assert "Set up" in row
    assert "Set up" in body(web.get(page_of(viewer)))


def test_csv(web, viewer):
    text = body(web.get(f"{LIST}?format=csv&sort=role"))
    assert "viewer" in text.splitlines()[1]
    assert "Northwind Studios" in text.splitlines()[1]


def test_many_users_cost_as_many_questions_as_few(web, northwind):
    web.get("/")
    before = questions(web, LIST)
    for n in range(12):
        make_user(f"user{n}", "viewer", customer=northwind)
    assert questions(web, LIST) == before


def test_a_page_of_a_user_shows_no_customer_of_others_in_its_history(
    web, viewer, harbour
):
    viewer.first_name = "Vera"
    viewer.save()
    assert "first name" in body(web.get(page_of(viewer))).lower()
