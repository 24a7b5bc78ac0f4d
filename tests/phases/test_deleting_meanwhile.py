"""Somebody deletes what somebody else is adding to."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from customers.services import create_customer, delete_customer
from phases.models import Phase
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase, delete_phase
from projects.services import create_project, delete_project
from tests.tracker.builders import DAY, figures

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def meanwhile(add, delete) -> list[str]:
    """Delete in another connection after `add`, before it is committed."""
    told: list[str] = []

    def run() -> None:
        try:
            delete()
        except ValidationError as refused:
            told.extend(refused.messages)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        add()
        thread.start()
        while thread.is_alive():
            if cursor.execute(WAITS).fetchone()[0]:
                break
    thread.join(30)
    return told


@pytest.mark.django_db(transaction=True)
def test_whoever_deletes_is_told_what_came_between():
    customer = create_customer(name="Northwind Studios")
    [sentence] = meanwhile(
        lambda: create_project(customer=customer, name="P", type="IOM_BUCKET"),
        lambda: delete_customer(customer=customer),
    )
    assert "has projects" in sentence
    project = customer.projects.get()
    [sentence] = meanwhile(
        lambda: create_phase(project=project, name="A"),
        lambda: delete_project(project=project),
    )
    assert "has phases" in sentence
    phase = project.phases.get()
    [sentence] = meanwhile(
        lambda: add_measurement(phase=phase, timestamp=DAY, **figures()),
        lambda: delete_phase(phase=phase),
    )
    assert "has measurements" in sentence
    assert Phase.objects.get() == phase
