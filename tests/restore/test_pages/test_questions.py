"""What of a plan has to be confirmed, and what has not."""

from datetime import date
from typing import Any

import pytest

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import JobState
from restore.asking.questions import Asked, Question
from restore.models import Backup

from .builders import DAY, SHA, plan, result, some_database, some_restore

pytestmark = pytest.mark.django_db
OTHER = "cd" * 32


@pytest.fixture
def serving(northwind: Customer) -> None:
    """Another file's data of 12 January, of a hundred tables."""
    restore = some_restore(
        northwind,
        sha256=OTHER,
        result=result(tables=100, rows=10_000),
        plan=plan(sha256=OTHER, wrappers=["gzip"]),
    )
    some_database(restore)


def asked(customer: Customer, given: date | None = DAY, **more: Any) -> list[Question]:
    tables = [f"ds3.t{n}" for n in range(100)]
    told = plan(**{"tables": tables, **more})
    return Asked(customer, Appliance.BLACKPEARL, given, told).questions()


def codes(*given: Any, **more: Any) -> list[str]:
    return [question.code for question in asked(*given, **more)]


def test_the_first_and_the_next_go_on_by_themselves(
    northwind: Customer, harbour: Customer, serving: None
) -> None:
    assert codes(harbour) == []
    assert codes(northwind) == []
    assert codes(northwind, date(2026, 1, 19)) == []
    assert codes(northwind, None, dated=None) == []


def test_older_than_what_serves(northwind: Customer, serving: None) -> None:
    [question] = asked(northwind, date(2026, 1, 5))
    assert question.code == "older"
    assert "5 Jan 2026" in question.sentence
    assert "12 Jan 2026" in question.sentence


def test_what_serves_for_the_other_kind_does_not_count(
    northwind: Customer, serving: None
) -> None:
    told = plan()
    assert Asked(northwind, Appliance.RIO, date(2026, 1, 5), told).questions() == []


def test_the_same_file_again(northwind: Customer) -> None:
    some_restore(northwind, state=JobState.FAILED)
    assert codes(northwind) == []
    some_restore(northwind)
    [question] = asked(northwind)
    assert question.code == "again"
    assert "already restored for Northwind Studios" in question.sentence


def test_the_same_file_of_another_customer_is_not_named(
    northwind: Customer, harbour: Customer
) -> None:
    some_restore(harbour)
    assert Backup.objects.filter(sha256=SHA, customer=harbour).exists()
    [question] = asked(northwind)
    assert question.code == "elsewhere"
    assert harbour.name not in question.sentence


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"tables": ["ds3.bucket"] * 49}, "49 tables instead of 100"),
        ({"rows": 4_999}, "4,999 rows instead of 10,000"),
        ({"wrappers": ["gzip"], "size": 500_000}, "500.0 kB instead of 1.2 MB"),
    ],
)
def test_much_smaller(
    northwind: Customer, serving: None, more: dict[str, Any], told: str
) -> None:
    [question] = asked(northwind, **more)
    assert question.code == "smaller"
    assert told in question.sentence


@pytest.mark.parametrize(
    "more",
    [
        {"tables": ["ds3.bucket"] * 50},
        {"rows": 5_000},
        {"wrappers": ["gzip"], "size": 600_000},
        {"wrappers": ["zstd"], "size": 1},  # other packing says nothing
    ],
)
def test_somewhat_smaller(
    northwind: Customer, serving: None, more: dict[str, Any]
) -> None:
    assert codes(northwind, **more) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"consistency": "approximate"}, "approximate"),
        ({"consistency": "recovered"}, "recovered"),
        ({"consistency": "consistent", "sandbox": False}, "no_sandbox"),
        ({"notes": ["No checksum."], "note_codes": ["unchecked"]}, "unchecked"),
        ({"notes": ["Pages lost."], "note_codes": ["lost_pages"]}, "lost_pages"),
    ],
)
def test_what_the_plan_says(
    northwind: Customer, more: dict[str, Any], code: str
) -> None:
    assert codes(northwind, **more) == [code]


def test_a_good_data_directory(northwind: Customer) -> None:
    assert codes(northwind, consistency="consistent", sandbox=True) == []
