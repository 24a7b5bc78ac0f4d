"""A customer's suffix is given once, for good, and to nobody else ever again."""

import threading

import pytest
from django.db import Error, connection, transaction

from customers.models import Customer
from customers.services import create_customer, delete_customer, update_customer


def test_a_rename_keeps_the_suffix(northwind):
    renamed = update_customer(customer=northwind, name="Southwind Films")
    renamed.refresh_from_db()
    assert renamed.name == "Southwind Films"
    assert renamed.database_suffix == "northwind_studios"


def test_the_old_name_of_a_renamed_customer_gives_another_suffix(northwind):
    update_customer(customer=northwind, name="Southwind Films")
    other = create_customer(name="Northwind Studios")
    assert other.database_suffix.startswith("northwind_studios_")


def test_the_suffix_of_a_purged_customer_is_never_given_again(northwind):
    delete_customer(customer=northwind)
    again = create_customer(name="Northwind Studios")
    assert again.database_suffix.startswith("northwind_studios_")


def test_databases_are_named_by_the_suffix(northwind):
    assert northwind.database_names == [
        "tapesystem_northwind_studios",
        "rio_db_northwind_studios",
    ]


@pytest.mark.parametrize("column", ["database_suffix", "id"])
def test_not_even_sql_changes_it(northwind, column):
    value = "00000000-0000-0000-0000-000000000001" if column == "id" else "other"
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        Customer.objects.filter(pk=northwind.pk).update(**{column: value})


@pytest.mark.parametrize("suffix", ["", "A", "a-b", "_a", "a__b", "ä", 'a"; DROP'])
def test_the_database_refuses_an_unsafe_one(db, suffix):
    with pytest.raises(Error, match="customer_database_suffix_safe"):
        Customer.objects.bulk_create([Customer(name="X", database_suffix=suffix)])


@pytest.mark.django_db(transaction=True)
def test_alike_names_added_at_once_get_different_suffixes():
    names = ["A&B", "A B", "A/B", "a-b"]
    ready = threading.Barrier(len(names))
    trouble: list[Exception] = []

    def add(name: str) -> None:
        try:
            ready.wait(10)
            create_customer(name=name)
        except Exception as error:
            trouble.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add, args=[name]) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not trouble
    assert len(set(Customer.objects.values_list("database_suffix", flat=True))) == 4
