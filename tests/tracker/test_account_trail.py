"""What people do with accounts is in the activity."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import Error, connection
from django.test import Client
from django.urls import reverse

from tests.fixtures.people import PASSWORD
from tests.tracker.factors import code_of, give_app
from tests.tracker.reading import body
from tracker.accounts.trail import forget_failures
from tracker.models import FailedLogin

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LOGIN = reverse("account_login")
FROM = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def told(client_of, administrator):
    """The lines of the activity, latest first: who did what, and why."""
    web = client_of(administrator)

    def lines(**asked) -> list[str]:
        answer = web.get("/activity/", asked)
        return [
            f"{line.actor} {line.what} {line.subject} [{line.reason}]".replace(
                "  ", " "
            )
            for line in answer.context["lines"]
        ]

    return lines


def log_in(name="viewer", password=PASSWORD) -> Client:
    client = Client(**FROM)
    client.post(LOGIN, {"login": name, "password": password})
    return client


def confirmed(name="viewer") -> Client:
    client = log_in(name)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def test_a_failed_login_with_its_address(viewer, told):
    log_in("VIEWER", "not it")
    assert told(kind="failedlogin") == [
        "someone failed to log in as viewer from 203.0.113.7 [Wrong password]"
    ]


def test_a_name_that_is_no_account_may_be_a_password(told):
    log_in("correct horse battery", "x")
    assert told(kind="failedlogin") == [
        "someone failed to log in as an unknown account from 203.0.113.7 "
        "[Wrong password]"
    ]
    assert FailedLogin.objects.get().account == ""


def test_a_wrong_code(viewer, told):
    give_app(viewer)
    log_in().post(reverse("mfa_authenticate"), {"code": "000000"})
    assert told(kind="failedlogin") == [
        "someone failed to log in as viewer from 203.0.113.7 [Wrong code]"
    ]
    assert told(verb="login") == []


def test_logins_and_logouts(viewer, told):
    client = log_in()
    client.post(reverse("account_logout"))
    assert told(kind="user")[:2] == [
        "viewer logged out []",
        "viewer logged in [From 203.0.113.7]",
    ]


def test_second_factors(viewer, told, django_capture_on_commit_callbacks):
    client = confirmed()
    client.get(reverse("mfa_activate_totp"))
    code = code_of(client.session["mfa.totp.secret"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code})
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert told(kind="user")[:3] == [
        "viewer removed a second factor [Authenticator app]",
        "viewer made recovery codes []",
        "viewer added a second factor [Authenticator app]",
    ]


def test_sessions_ended(viewer, told):
    log_in()
    log_in().post(reverse("usersessions_list"))
    [line] = told(verb="sessions_ended")
    assert line == "viewer ended sessions [Unknown device at 203.0.113.7]"


def test_customers_people_see_none_of_it(client_of, manager, viewer):
    log_in("viewer", "not it")
    page = client_of(manager).get("/activity/")
    assert "failed to log in" not in body(page)
    kinds = page.context["filters"]["form"].fields["kind"].choices
    assert "failedlogin" not in dict(kinds)


@pytest.mark.parametrize("statement", ["UPDATE {} SET account = ''", "DELETE FROM {}"])
def test_nobody_edits_it(viewer, statement):
    table = FailedLogin._meta.db_table
    with pytest.raises(Error, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_failed_logins_of_long_ago_go_with_their_history(viewer):
    for days in (181, 179, 0):
        with time_machine.travel(datetime.now(UTC) - timedelta(days=days)):
            FailedLogin.objects.create(account=f"{days} days", address="203.0.113.7")
    assert forget_failures() == "1 removed"
    assert forget_failures() == ""
    for kept in (FailedLogin, FailedLogin.pgh_event_model):
        assert set(kept.objects.values_list("account", flat=True)) == {
            "179 days",
            "0 days",
        }
