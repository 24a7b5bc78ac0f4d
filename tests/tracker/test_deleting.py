"""Menus offer to delete what can be deleted, and say why where it can't."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers.services import delete_customer
from tests.restore.test_pages.builders import some_restore
from tests.tracker.builders import some_measurements
from tests.tracker.reading import read


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


def offered(web, row) -> tuple[bool, str]:
    """Whether its page leads to deleting it, and what its menu says."""
    html = read(web.get(row.get_absolute_url()))
    url = reverse(f"{row._meta.app_label}:delete", args=[row.pk])
    return url in html.attributes("a", "href"), html.texts[".menu-items"]


def test_what_nothing_needs_can_be_deleted(web, phase):
    assert offered(web, phase)[0]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("phase", "This phase can't be deleted because it has measurements."),
        ("project", "This project can't be deleted because it has phases."),
        ("northwind", "This customer can't be deleted because it has projects."),
    ],
)
def test_of_all_others_it_is_said_why_not(request, web, phase, name, reason):
    some_measurements(phase, 1)
    there, menu = offered(web, request.getfixturevalue(name))
    assert not there
    assert reason in menu


def test_all_reasons_are_named(web, northwind):
    some_restore(northwind)
    with pytest.raises(
        ValidationError, match=r"because it has .*restores.* Deactivate"
    ):
        delete_customer(customer=northwind)
    there, menu = offered(web, northwind)
    assert not there
    assert "projects" not in menu
