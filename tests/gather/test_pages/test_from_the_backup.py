"""From a backup file to a measurement, through the pages; by what a sample expects."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from customers.models import Customer
from customers.services import create_customer
from phases.models import MigrationData
from projects.services import create_project
from restore.models import RestoredDatabase
from restore.services import drop_restored_database
from samples.making import make
from samples.pack import pack_all
from tests.gather.test_pages.forms import filled
from tests.restore.test_engine.harness import drop_all, restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
GATHER, STORE = reverse("gather:gather"), reverse("gather:store")


@pytest.fixture
def customer() -> Iterator[Customer]:
    customer = create_customer(name=f"Test {uuid4().hex[:10]}")
    yield customer
    drop_all(customer.database_suffix)


@pytest.mark.parametrize(
    ("measure", "type_"), [("migration", "IOM_BUCKET"), ("exclusion", "IOM_EXCLUSION")]
)
def test_sample_restore_gather(
    client_of, administrator, customer, tmp_path, measure, type_
):
    catalogue = make(kind="blackpearl", objects=2000, seed=5, migrated=40)
    pack_all(catalogue, [tmp_path / "sample.dump"])
    restore(customer, tmp_path / "sample.dump", dated=date(2026, 1, 19))
    drop_restored_database(database=RestoredDatabase.objects.get(customer=customer))
    expected = dict(catalogue.expected()["inventory"][measure])
    project = create_project(customer=customer, name="P", type=type_)
    web = client_of(administrator)
    page = web.get(GATHER, {"project": project.pk, "phase": "new"})
    places = {name: expected.pop(name) for name in ("source", "target")}
    page = web.post(GATHER, filled(page, name="Everything", **places))
    web.post(STORE, filled(page))
    stored = MigrationData.objects.get()
    assert {name: getattr(stored, name) for name in expected} == expected
