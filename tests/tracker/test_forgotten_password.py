"""A link for a new password goes to the user's own address, and nowhere else."""

import re

import pytest
from django.urls import reverse

from tests.tracker.reading import body

pytestmark = pytest.mark.django_db
LOGIN, FORGOTTEN = reverse("account_login"), reverse("account_reset_password")
NEW = "another long passphrase"


@pytest.fixture
def address(viewer) -> str:
    viewer.email = "viewer@example.org"
    viewer.save()
    return viewer.email


def test_the_link_lets_its_user_choose_one(client, viewer, address, mailoutbox):
    assert FORGOTTEN in body(client.get(LOGIN))
    client.post(FORGOTTEN, {"email": address})
    (message,) = mailoutbox
    assert message.to == [address]
    assert message.subject == "A new password for Migration Tracker"
    form = client.get(re.search(r"//[^/]+(/\S+)", message.body)[1]).url
    different = client.post(form, {"password1": NEW, "password2": "not it"})
    assert "The passwords differ." in body(different)
    client.post(form, {"password1": NEW, "password2": NEW})
    viewer.refresh_from_db()
    assert viewer.check_password(NEW)


def test_no_stranger_is_written_to(client, mailoutbox):
    asked = client.post(FORGOTTEN, {"email": "stranger@example.org"}, follow=True)
    assert "If an account has the address" in body(asked)
    assert mailoutbox == []


def test_where_no_mail_is_sent_no_link_is_made(client, address, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "Ask a manager" in body(client.get(LOGIN))
    assert "Ask a manager" in body(client.post(FORGOTTEN, {"email": address}))
    assert "reset" not in capsys.readouterr().out
