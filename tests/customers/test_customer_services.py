"""Adding, renaming, hiding and deleting customers."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from customers.models import Customer
from customers.services import create_customer, delete_customer, update_customer
from tracker.services import CONFLICT, set_active

DUPLICATE = "A customer with this name already exists. Choose another name."


def test_a_name_is_kept_trimmed_and_in_one_unicode_form(db):
    assert create_customer(name="  Éclair ").name == "Éclair"


@pytest.mark.parametrize(
    "name", ["Northwind Studios", "northwind STUDIOS", " Northwind Studios "]
)
def test_a_duplicate_is_refused_by_its_field(northwind, name):
    with pytest.raises(ValidationError) as refused:
        create_customer(name=name)
    assert refused.value.message_dict == {"name": [DUPLICATE]}


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 201, "a\0b", "a\nb", "a\u202eb", "a\ud800"]
)
def test_a_name_that_nobody_can_read_is_refused(db, name):
    with pytest.raises(ValidationError) as refused:
        create_customer(name=name)
    assert set(refused.value.message_dict) == {"name"}
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    "name", ["🎬 Films", "<script>x</script>", 'O\'Neil "Q"', "=1+1"]
)
def test_a_name_that_is_merely_odd_is_kept(db, name):
    create_customer(name=name)
    assert Customer.objects.get().name == name


def test_of_two_people_who_rename_the_second_is_told(northwind):
    version = northwind.updated_at
    update_customer(customer=northwind, name="First", version=version)
    with pytest.raises(ValidationError) as refused:
        update_customer(customer=northwind, name="Second", version=version)
    assert refused.value.messages == [CONFLICT]
    assert Customer.objects.get().name == "First"


def test_who_edits_what_was_deleted_is_told(northwind):
    Customer.objects.get().delete()
    with pytest.raises(ValidationError, match="deleted"):
        update_customer(customer=northwind, name="Too late")


def test_a_creator_who_does_not_see_all_customers_sees_the_new_one(manager):
    customer = create_customer(name="Lakeside Pictures", created_by=manager)
    assert customer in Customer.objects.for_user(manager)


def test_others_do_not(manager, outsider):
    customer = create_customer(name="Lakeside Pictures", created_by=manager)
    assert customer not in Customer.objects.for_user(outsider)


def test_deactivation_hides_and_counts_what_it_changed(northwind, harbour):
    assert set_active([northwind], active=False) == 1
    assert list(Customer.objects.active()) == [harbour]
    northwind.refresh_from_db()
    assert set_active([northwind, harbour], active=True) == 1


def test_a_customer_with_projects_is_not_deleted(project):
    with pytest.raises(ValidationError, match="has projects"):
        delete_customer(customer=project.customer)
    assert Customer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_add_one_name_at_once_one_is_told_by_the_field():
    ready = threading.Barrier(2)
    outcomes: list[object] = []

    def add() -> None:
        try:
            ready.wait(10)
            outcomes.append(create_customer(name="Northwind Studios"))
        except ValidationError as refused:
            outcomes.append(refused.message_dict.get("name"))
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [DUPLICATE] in outcomes
    assert Customer.objects.count() == 1
