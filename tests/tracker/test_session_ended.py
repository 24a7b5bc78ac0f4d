"""What a form held when the session had ended is kept, and sent by no one unasked."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from customers.models import Customer
from tests.fixtures.people import PASSWORD
from tests.tracker.reading import HTMX, body, read, toast
from tracker.accounts.ended import ENDED

pytestmark = pytest.mark.slow

NEW = "/customers/new/"
OURS = {"Origin": "http://testserver"}
LOGIN = "/accounts/login/"


class Visitor:
    """With the token of the page that it opened last, as strict as the product is."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def open(self, address: str):
        page = self.client.get(address, follow=True)
        self.token = hidden(page)["csrfmiddlewaretoken"]
        return page

    def log_in(self, name: str) -> None:
        self.open(LOGIN)
        self.send(LOGIN, login=name, password=PASSWORD)

    def send(self, address: str, headers: dict[str, str] = OURS, **values: str):
        data = {"csrfmiddlewaretoken": self.token, **values}
        return self.client.post(address, data, headers=headers)


@pytest.fixture
def visitor(operator) -> Visitor:
    visitor = Visitor()
    visitor.log_in("operator")
    visitor.open(NEW)
    return visitor


def hidden(page) -> dict[str, str]:
    fields = (a for tag, a in read(page).tags if tag == "input")
    return {
        a["name"]: a.get("value") or "" for a in fields if a.get("type") == "hidden"
    }


def test_a_form_is_kept_and_sent_after_the_login(visitor):
    Session.objects.all().delete()
    page = visitor.send(NEW, name="Lakeside\nFilms")
    assert page.status_code == 401
    assert "Your session has ended" in body(page)
    assert hidden(page)["name"] == "Lakeside\nFilms"
    old = hidden(page)["csrfmiddlewaretoken"]
    visitor.log_in("operator")
    visitor.token = old
    page = visitor.send(NEW, name="Lakeside Films")
    assert page.status_code == 403
    assert "Send this as operator?" in body(page)
    assert not Customer.objects.filter(name="Lakeside Films").exists()
    visitor.token = hidden(page)["csrfmiddlewaretoken"]
    assert visitor.send(NEW, name=hidden(page)["name"]).status_code == 302
    assert Customer.objects.filter(name="Lakeside Films").exists()


def test_another_user_is_named(visitor, manager):
    of_operator = visitor.token
    Session.objects.all().delete()
    visitor.log_in("manager")
    visitor.token = of_operator
    page = visitor.send(NEW, name="Lakeside Films")
    assert "Send this as manager?" in body(page)
    assert not Customer.objects.filter(name="Lakeside Films").exists()


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}])
def test_a_form_from_elsewhere_is_not_shown_again(visitor, headers):
    visitor.token = "a" * 64
    page = visitor.send(NEW, headers, name="Forged")
    assert page.status_code == 403
    assert "Forged" not in body(page)


def test_nor_is_one_without_a_token(visitor):
    page = visitor.client.post(NEW, {"name": "Forged"}, headers=OURS)
    assert page.status_code == 403
    assert "Forged" not in body(page)


def test_secrets_and_files_are_not_kept(visitor):
    Session.objects.all().delete()
    page = visitor.send(NEW, name="Seen", new_Password="hush", api_token="hush")
    assert "hush" not in body(page)
    assert hidden(page)["name"] == "Seen"
    assert "A file can't be kept" in body(page)  # the test client sends multipart


def test_forms_of_the_account_keep_nothing(visitor):
    Session.objects.all().delete()
    answer = visitor.send("/accounts/password/change/", oldpassword="hush")
    assert answer.url.startswith(LOGIN)


def test_htmx_is_told_so(visitor):
    Session.objects.all().delete()
    answer = visitor.send(NEW, {**OURS, **HTMX}, name="Lakeside Films")
    assert answer.status_code == 401
    assert body(answer) == ENDED


def test_htmx_is_told_of_a_login_elsewhere(visitor):
    visitor.token = "a" * 64
    assert visitor.send(NEW, {**OURS, **HTMX}, name="x").status_code == 401


@pytest.mark.parametrize(("ended", "said"), [(True, ENDED), (False, "")])
def test_the_login_says_why(visitor, ended, said):
    client = visitor.client if ended else Client()
    Session.objects.all().delete()
    assert toast(client.get("/customers/", follow=True)) == said


def test_a_login_in_another_tab_ends_on_a_page_that_says_so(visitor):
    page = visitor.client.get("/accounts/back/")
    assert "Close this tab" in body(page)
    assert read(page).attributes("body", "data-username") == ["operator"]
