from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from customers.models import Customer
from gather.models import Inventory
from gather.stock import CountedCatalogue
from gather.stock.storing import store_inventory
from samples.catalogue import Catalogue
from samples.making import make
from tests.gather import stocks
from tests.gather.catalogues import Landed, landed


@pytest.fixture(scope="session")
def blackpearl_database(embedded_services: None) -> Iterator[Landed]:
    with landed(make(kind="blackpearl", objects=0)) as database:
        yield database


@pytest.fixture(scope="session")
def old_database(embedded_services: None) -> Iterator[Landed]:
    """Of a BlackPearl from before obsolete copies were known."""
    with landed(make(kind="blackpearl", objects=0, age="2017")) as database:
        yield database


@pytest.fixture(scope="session")
def rio_databases(embedded_services: None) -> Iterator[dict[str, Landed]]:
    """By the type of their ids."""
    databases: dict[str, Landed] = {}
    made = [make(kind="rio", objects=0, seed=seed) for seed in range(8)]
    by_key = {catalogue.uuids: catalogue for catalogue in made}
    with landed(by_key[True]) as uuids, landed(by_key[False]) as numbers:
        databases = {"uuid": uuids, "bigint": numbers}
        yield databases


@pytest.fixture
def counted(
    northwind: Customer,
    blackpearl_database: Landed,
    old_database: Landed,
    rio_databases: dict[str, Landed],
    tmp_path: Path,
) -> Callable[[Catalogue], Inventory]:
    """Load a catalogue, take stock of it, and store what was found."""

    def count(catalogue: Catalogue) -> Inventory:
        if catalogue.kind == "rio":
            database = rio_databases["uuid" if catalogue.uuids else "bigint"]
        elif catalogue.age == "2017":
            database = old_database
        else:
            database = blackpearl_database
        return keep(northwind, catalogue.kind, database.put(catalogue).take(tmp_path))

    return count


def keep(customer: Customer, kind: str, counted: CountedCatalogue) -> Inventory:
    """As an inventory of a restore that was published."""
    frame = stocks.empty(customer, kind, date(2026, 1, 19))
    frame.delete()
    frame._state.adding = True
    return store_inventory(frame, counted)
