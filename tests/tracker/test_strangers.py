"""Those who have no account here, and those who have no business in the admin."""

import pytest
from django.urls import get_resolver, reverse

from tests.tracker.test_access_matrix import (
    client_for,  # noqa: F401 - a fixture
    every_name,
)

pytestmark = pytest.mark.slow


def test_nobody_signs_up(db, client):
    page = client.get(reverse("account_signup"))
    assert "password1" not in page.content.decode()
    data = {
        "username": "new",
        "password1": "long enough 1",
        "password2": "long enough 1",
    }
    client.post(reverse("account_signup"), data)
    assert client.get("/").status_code == 302


def test_a_page_that_is_not_there_tells_strangers_nothing(db, client):
    assert client.get("/customers/not-an-id/").status_code in (302, 404)


@pytest.mark.parametrize(
    "person", ["anonymous", "viewer", "operator", "manager", "outsider"]
)
def test_the_admin_is_for_staff(client_for, person):  # noqa: F811
    names = set(every_name(get_resolver().url_patterns))
    client = client_for(person)
    for name in names:
        if name.startswith("admin:") and name.endswith(("changelist", "add", "index")):
            response = client.get(reverse(name))
            assert response.status_code in (302, 403), name
