"""Twice the rows need no more queries."""

from datetime import date, timedelta

import pytest

from customers.services import create_customer
from notes.services import add_note
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase
from projects.services import create_project
from tests.admin.conftest import url
from tests.fixtures.people import make_user

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def grow(name, user):
    customer = create_customer(name=name)
    make_user(name, "viewer", customer=customer)
    project = create_project(customer=customer, name=name, type="IOM_BUCKET")
    phase = create_phase(project=project, name=name)
    add_note(subject=phase, text=name, author=user)
    for day in range(3):
        add_measurement(
            phase=phase,
            timestamp=date(2026, 1, 1) + timedelta(days=day),
            source_objects=1,
            source_size=1,
            target_objects=1,
            target_size=1,
            recorded_by=user,
        )


LISTS = (
    "customers_customer",
    "projects_project",
    "phases_phase",
    "phases_migrationdata",
    "notes_note",
    "phases_projecttemplate",
    "tracker_user",
    "phases_migrationdataevent",
    "customers_customerevent",
)


def test_lists(admin, administrator, queries):
    def needed(model) -> int:
        with queries:
            admin.get(url(model))
        return len(queries)

    for number in range(2):
        grow(f"Customer {number}", administrator)
    for model in LISTS:
        admin.get(url(model))  # content types are remembered from here on
    before = {model: needed(model) for model in LISTS}
    for number in range(2, 6):
        grow(f"Customer {number}", administrator)
    assert {model: needed(model) for model in LISTS} == before


def test_pickers(admin, administrator, queries):
    page = "/admin/autocomplete/?app_label=phases&model_name=migrationdata"
    page += "&field_name=phase&term=c"
    grow("Customer 1", administrator)
    admin.get(page)
    with queries:
        admin.get(page)
    before = len(queries)
    for number in range(2, 6):
        grow(f"Customer {number}", administrator)
    with queries:
        assert len(admin.get(page).json()["results"]) == 5
    assert len(queries) == before
