"""One-time links: an invitation, a new password, and all ways in which they end."""

import logging
import re
import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import CustomerAccess, OneTimeLink
from customers.users import links, services
from customers.users.links import LinkGoneError
from tests.fixtures.people import PASSWORD, make_user
from tests.tracker.reading import HTMX, body, error_at, read, toast
from tracker.history import events
from tracker.models import User

pytestmark = pytest.mark.slow

INVITE = reverse("users:invite")
LIST = reverse("users:list")
NEW = "another long passphrase"
ACCOUNT = {"username": "nadia", "password": NEW, "again": NEW}


@pytest.fixture
def web(client_of, manager):
    client = client_of(manager)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def values(northwind):
    return {
        "name": "Nadia van Berg",
        "email": "nadia@northwind.example",
        "role": "operator",
        "customers": [northwind.pk],
    }


def link_on(response) -> str:
    [link] = re.findall(r'value="http://testserver(/users/link/[^"]+)"', body(response))
    return link


@pytest.fixture
def invited(web, values) -> str:
    return link_on(web.post(INVITE, values))


def session_of(client: Client, user: User) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


class TestInviting:
    @pytest.mark.parametrize("headers", [{}, HTMX])
    def test_the_link_is_shown_once_and_not_kept(self, web, values, manager, headers):
        response = web.post(INVITE, values, headers=headers)
        secret = link_on(response).split("/")[-2]
        assert len(secret) >= 43
        assert "no-store" in response["Cache-Control"]
        link = OneTimeLink.objects.get()
        assert link.created_by == manager
        assert link.secret_hash == links.hash_of(secret)
        assert secret not in str(OneTimeLink.objects.values().get())
        assert "secret_hash" not in events(OneTimeLink).values().get()
        assert secret not in body(web.get(LIST))
        days = (link.expires_at - timezone.now()) / timedelta(days=1)
        assert 6.9 < days <= 7

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", ""),
            ("name", "a\u202eb"),
            ("email", "nobody"),
            ("role", "administrator"),
            ("role", ""),
            ("customers", []),
        ],
    )
    def test_bad_input_is_refused_by_its_field(self, web, values, field, value):
        response = web.post(INVITE, {**values, field: value})
        assert error_at(response, field)
        assert not OneTimeLink.objects.exists()

    def test_a_customer_of_others_is_refused(self, web, values, harbour, manager):
        response = web.post(INVITE, {**values, "customers": [harbour.pk]})
        assert error_at(response, "customers")
        with pytest.raises(ValidationError, match="can't see"):
            links.invite(**{**values, "customers": [harbour]}, by=manager)
        assert not OneTimeLink.objects.exists()

    def test_all_customers_are_for_who_sees_them(self, values, manager):
        given = {**values, "customers": [], "sees_all_customers": True}
        with pytest.raises(ValidationError, match="all customers"):
            links.invite(**given, by=manager)
        chief = make_user("chief", "manager", sees_all_customers=True)
        link, _ = links.invite(**given, by=chief)
        assert link.sees_all_customers

    def test_the_password_is_asked_once_more(self, client_of, manager, values):
        client = client_of(manager)
        response = client.post(INVITE, values)
        assert response.url.startswith(reverse("account_reauthenticate"))
        shown = client.post(response.url, {"password": PASSWORD})
        assert link_on(shown)

    def test_it_is_mailed_where_mail_is_set_up(self, web, values):
        link = link_on(web.post(INVITE, values))
        [message] = mail.outbox
        assert message.to == ["nadia@northwind.example"]
        assert link in message.body
        assert "Nadia van Berg" in message.body

    def test_else_it_is_only_shown(self, web, values, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        page = body(web.post(INVITE, values))
        assert "email" not in page

    def test_mail_that_fails_is_told(self, web, values, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        response = web.post(INVITE, values)
        assert "could not be sent" in body(response)
        assert link_on(response)


class TestAccepting:
    def test_an_account_with_a_role_and_customers(self, invited, client, northwind):
        page = client.get(invited)
        assert "Welcome, Nadia van Berg" in body(page)
        response = client.post(invited, ACCOUNT)
        assert response.url == "/"
        user = User.objects.get(username="nadia")
        assert session_of(client, user)
        assert user.get_full_name() == "Nadia van Berg"
        assert user.email == "nadia@northwind.example"
        assert (user.role, user.is_staff, user.is_superuser) == (
            "operator",
            False,
            False,
        )
        assert [access.customer for access in user.accesses.all()] == [northwind]
        assert client.get("/").status_code == 200

    def test_it_is_kept_who_did_it(self, invited, client, client_of, administrator):
        client.post(invited, ACCOUNT)
        page = client_of(administrator).get(reverse("activity"))
        said = {
            f"{line.actor} {line.what} {line.subject}": line.reason
            for line in page.context["lines"]
        }
        assert said["nadia created the user nadia"] == "Invited by manager."
        assert said["nadia changed the role of the user nadia"]
        assert "nadia gave access to Northwind Studios" in said
        made = "manager made a one-time link to an invitation for Nadia van Berg"
        assert made in said

    def test_looking_uses_nothing_up(self, invited, client):
        for _ in range(3):
            assert client.get(invited).status_code == 200
            assert client.head(invited).status_code == 200
        assert client.post(invited, ACCOUNT).status_code == 302

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("username", ""),
            ("username", "a b"),
            ("username", "Manager"),
            ("username", "x" * 151),
            ("username", "a\0"),
            ("password", "short"),
            ("password", "password"),
            ("password", "nadianadia"),
            ("again", "something else"),
        ],
    )
    def test_bad_input_keeps_the_link(self, invited, client, field, value):
        bad = {**ACCOUNT, "username": "nadianadia", field: value}
        if field == "password":
            bad["again"] = value
        assert error_at(client.post(invited, bad), field)
        assert client.post(invited, ACCOUNT).status_code == 302

    def test_neither_cached_nor_told_to_others(self, invited, client):
        for response in (client.get(invited), client.get("/users/link/wrong/")):
            assert "no-store" in response["Cache-Control"]
            assert response["Referrer-Policy"] == "strict-origin"

    def test_forged_forms_are_refused(self, invited):
        client = Client(enforce_csrf_checks=True)
        assert client.post(invited, ACCOUNT).status_code == 403

    def test_of_two_browsers_one_wins(self, transactional_db, manager, northwind):
        _, secret = links.invite(
            name="Nadia", email="", role="viewer", customers=[northwind], by=manager
        )
        outcome: list[int] = []

        def accept(name: str) -> None:
            try:
                url = reverse("users:open", args=[secret])
                answer = Client().post(url, {**ACCOUNT, "username": name})
                outcome.append(answer.status_code)
            finally:
                connection.close()

        threads = [threading.Thread(target=accept, args=[n]) for n in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert sorted(outcome) == [302, 404]
        assert User.objects.filter(username__in=["one", "two"]).count() == 1

    def test_the_later_of_two_who_have_it_open(self, manager, northwind):
        link, _ = links.invite(
            name="Nadia", email="", role="viewer", customers=[northwind], by=manager
        )
        links.accept_invitation(link=link, username="one", password=NEW)
        with pytest.raises(LinkGoneError):
            links.accept_invitation(link=link, username="two", password=NEW)
        assert not User.objects.filter(username="two").exists()

    def test_who_is_logged_in_is_asked_to_log_out(self, web, invited):
        for response in (web.get(invited), web.post(invited, ACCOUNT)):
            assert "You are logged in" in body(response)
        assert not User.objects.filter(username="nadia").exists()
        assert OneTimeLink.objects.open().exists()


class TestEnding:
    def gone(self, client, address: str) -> str:
        for response in (client.get(address), client.post(address, ACCOUNT)):
            assert response.status_code == 404
        assert not User.objects.filter(username="nadia").exists()
        return re.sub(r'value="[^"]*"|nonce', "", read(response).texts[".card"])

    @pytest.fixture
    def wrong(self, client, db) -> str:
        return self.gone(client, reverse("users:open", args=["x" * 43]))

    def test_odd_secrets_are_wrong(self, client, wrong):
        for secret in ("a", "%00", "日本", "x" * 5000, "\udcff"):
            try:
                address = reverse("users:open", args=[secret])
            except UnicodeEncodeError:
                continue
            assert self.gone(client, address) == wrong

    def test_used(self, client, invited, wrong):
        Client().post(invited, {**ACCOUNT, "username": "first"})
        assert self.gone(client, invited) == wrong

    def test_expired(self, client, invited, wrong):
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert self.gone(client, invited) == wrong

    def test_revoked(self, client, web, invited, wrong):
        link = OneTimeLink.objects.get()
        response = web.post(reverse("users:revoke", args=[link.pk]), follow=True)
        assert "revoked" in toast(response)
        assert reverse("users:revoke", args=[link.pk]) not in body(response)
        assert self.gone(client, invited) == wrong

    def test_replaced(self, client, web, invited, wrong):
        link = OneTimeLink.objects.get()
        OneTimeLink.objects.update(expires_at=timezone.now() - timedelta(days=1))
        again = link_on(web.post(reverse("users:renew", args=[link.pk])))
        assert self.gone(client, invited) == wrong
        assert client.post(again, ACCOUNT).status_code == 302

    def test_used_while_it_is_replaced(self, client, web, invited):
        link = OneTimeLink.objects.get()
        client.post(invited, ACCOUNT)
        for name in ("renew", "revoke"):
            url = reverse(f"users:{name}", args=[link.pk])
            assert "used" in toast(web.post(url, follow=True))

    def test_with_the_rights_of_the_person_who_made_it(
        self, client, invited, wrong, manager
    ):
        access = CustomerAccess.objects.get(user=manager)
        access.delete()
        assert self.gone(client, invited) == wrong
        CustomerAccess.objects.create(user=manager, customer=access.customer)
        User.objects.filter(pk=manager.pk).update(is_active=False)
        assert self.gone(client, invited) == wrong
        manager.delete()
        assert self.gone(client, invited) == wrong


class TestTheListOfLinks:
    def test_a_manager_sees_and_ends_those_of_own_customers(
        self, web, client_of, invited, harbour, northwind
    ):
        link = OneTimeLink.objects.get()
        assert "Nadia van Berg" in body(web.get(LIST))
        rival = client_of(make_user("rival", "manager", customer=harbour))
        assert "Nadia van Berg" not in body(rival.get(LIST))
        for name in ("renew", "revoke"):
            url = reverse(f"users:{name}", args=[link.pk])
            assert rival.post(url).status_code == 404

    def test_one_for_other_customers_too_is_not_theirs(self, web, northwind, harbour):
        chief = make_user("chief", "manager", sees_all_customers=True)
        given = {"name": "Both", "email": "", "role": "viewer"}
        links.invite(**given, customers=[northwind, harbour], by=chief)
        links.invite(**given, customers=[], sees_all_customers=True, by=chief)
        assert "Both" not in body(web.get(LIST))


class TestANewPassword:
    def link(self, web, viewer) -> str:
        return link_on(web.post(reverse("users:password", args=[viewer.pk])))

    def test_it_is_chosen_by_the_user_and_ends_their_sessions(
        self, web, client, client_of, viewer
    ):
        theirs = client_of(viewer)
        link = self.link(web, viewer)
        assert theirs.get("/").status_code == 200
        page = client.get(link)
        assert "New password" in body(page)
        assert "Northwind" not in body(page)
        answer = client.post(link, {"password": NEW, "again": NEW})
        assert answer.url == "/"
        assert session_of(client, viewer)
        assert theirs.get("/").status_code == 302
        assert User.objects.get(pk=viewer.pk).check_password(NEW)
        assert client.get(link).status_code == 404

    def test_a_later_one_ends_the_earlier(self, web, viewer):
        first, second = self.link(web, viewer), self.link(web, viewer)
        assert Client().get(first).status_code == 404
        assert Client().get(second).status_code == 200

    def test_it_is_not_for_the_deactivated(self, web, viewer, manager):
        link = self.link(web, viewer)
        services.deactivate(user=viewer, by=manager)
        assert Client().get(link).status_code == 404
        url = reverse("users:password", args=[viewer.pk])
        assert "deactivated" in toast(web.post(url, follow=True))

    def test_nor_works_it_once_the_user_may_more(self, web, viewer):
        link = self.link(web, viewer)
        User.objects.filter(pk=viewer.pk).update(is_superuser=True)
        assert Client().get(link).status_code == 404

    def test_the_page_of_the_user_shows_that_one_is_open(self, web, viewer):
        self.link(web, viewer)
        link = OneTimeLink.objects.get()
        page = body(web.get(reverse("users:detail", args=[viewer.pk])))
        assert reverse("users:revoke", args=[link.pk]) in page


def test_no_log_and_no_row_of_history_has_the_secret(invited, client, caplog):
    secret = invited.split("/")[-2]
    caplog.set_level(logging.DEBUG)
    client.get(invited)
    client.post(invited, {})
    client.post(invited, ACCOUNT)
    assert any(secret in record.getMessage() for record in caplog.records)
    console = logging._handlers["console"]  # as the settings made it
    lines = [console.format(record) for record in caplog.records]
    assert not [line for line in lines if secret in line]
    with connection.cursor() as cursor:
        cursor.execute("SELECT metadata::text FROM pghistory_context")
        assert not [text for (text,) in cursor.fetchall() if secret in text]


def test_a_second_factor_is_asked_for_after_a_new_password(web, client, viewer):
    Authenticator.objects.create(user=viewer, type="totp", data={"secret": "x"})
    link = link_on(web.post(reverse("users:password", args=[viewer.pk])))
    answer = client.post(link, {"password": NEW, "again": NEW})
    assert answer.url.startswith(reverse("mfa_authenticate"))
    assert client.get("/").status_code == 302
