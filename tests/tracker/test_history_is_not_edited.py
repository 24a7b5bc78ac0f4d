"""The application may add to history and read it, and nothing else."""

import uuid

import pghistory
import pytest
from django.apps import apps
from django.db import Error, connection
from pghistory.models import Context, Event

from customers.services import create_customer

EVENTS = sorted(
    model._meta.db_table
    for model in apps.get_models()
    if issubclass(model, Event) and model._meta.managed and not model._meta.proxy
)
TABLES = [*EVENTS, Context._meta.db_table]
STATEMENTS = [
    "UPDATE {} SET {} = {}",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TABLE {}",
]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_there_are_events_to_protect():
    assert len(EVENTS) >= 9


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_it_is_refused(db, table, statement):
    column = "id" if table == Context._meta.db_table else "pgh_id"
    with pytest.raises(Error, match=r"permission denied|must be owner"):
        run(statement.format(table, column, column))


def test_a_context_is_not_forged(db):
    table = Context._meta.db_table
    with pytest.raises(Error, match="permission denied"):
        run(
            f"INSERT INTO {table} (id, created_at, updated_at, metadata) "
            f"VALUES ('{uuid.uuid4()}', now(), now(), '{{}}')"
        )


def test_one_can_be_left_by_a_change_all_the_same(db):
    with pghistory.context(door="command"):
        create_customer(name="X")
    assert Context.objects.latest("created_at").metadata["door"] == "command"


def test_the_application_is_no_owner_and_no_superuser(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, pg_has_role(current_user, tableowner, 'MEMBER') "
            "FROM pg_roles, pg_tables "
            "WHERE rolname = current_user AND tablename = 'customers_customerevent'"
        )
        assert cursor.fetchone() == (False, False)


@pytest.mark.parametrize("table", ["customers_customer", "phases_migrationdata"])
def test_the_triggers_can_not_be_switched_off(db, table):
    with pytest.raises(Error, match="must be owner"):
        run(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
