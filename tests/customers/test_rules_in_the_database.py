"""What the application role can not store, whatever the code forgets."""

import pytest
from django.db import Error, IntegrityError, connection, transaction

from customers.models import Customer, CustomerAccess
from customers.services import create_customer


def insert(name: str, suffix: str = "other") -> None:
    with transaction.atomic():
        Customer.objects.bulk_create([Customer(name=name, database_suffix=suffix)])


@pytest.mark.parametrize("name", ["Northwind Studios", "NORTHWIND studios"])
def test_a_name_is_unique_whatever_its_case(northwind, name):
    with pytest.raises(IntegrityError, match="customer_name_unique"):
        insert(name)


def test_case_is_not_of_ascii_only(db):
    create_customer(name="Éclair Ödland")
    with pytest.raises(IntegrityError, match="customer_name_unique"):
        insert("éCLAIR öDLAND")


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
def test_a_name_is_not_blank(db, name):
    with pytest.raises(IntegrityError, match="customer_name_not_blank"):
        insert(name)


def test_a_suffix_is_unique(northwind):
    with pytest.raises(IntegrityError, match="database_suffix"):
        insert("Another", northwind.database_suffix)


def test_a_customer_with_projects_is_not_deleted(project):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="foreign key"):
            cursor.execute("DELETE FROM customers_customer")


def test_access_is_given_once(northwind, viewer):
    with pytest.raises(IntegrityError, match="customer_access_unique"):
        CustomerAccess.objects.bulk_create(
            [CustomerAccess(user=viewer, customer=northwind)]
        )


@pytest.mark.parametrize("table", ["customers_customer", "phases_phase"])
def test_the_application_alters_no_table(db, table):
    with pytest.raises(Error, match="must be owner"), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD COLUMN more integer")
