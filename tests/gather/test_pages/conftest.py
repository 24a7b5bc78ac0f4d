import pytest
from django.test import Client

from customers.models import Customer
from gather.models import Inventory
from phases.models import Phase
from phases.services.phases import create_phase
from projects.models import Project
from projects.services import create_project
from tests.gather import stocks


@pytest.fixture
def inventory(northwind: Customer) -> Inventory:
    return stocks.blackpearl(northwind)


@pytest.fixture
def web(client_of, operator) -> Client:
    return client_of(operator)


@pytest.fixture
def copying(project: Project) -> Phase:
    """A phase that the inventory of stocks.blackpearl has figures for."""
    return create_phase(
        project=project,
        name="NEWS",
        source="First copy",
        target="Second copy",
        target_tape_partition="Library A",
    )


@pytest.fixture
def cruise(northwind: Customer) -> Project:
    return create_project(
        customer=northwind, name="DIVA cruise", type="RIO_CRUISE_DIVA"
    )
