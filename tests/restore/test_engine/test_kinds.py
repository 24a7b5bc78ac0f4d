"""The right thing in the right place: 52, 53, 54 and 40 of the hostile inputs."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import JobState
from restore.landing.names import LONGEST, old_name, reader_role

from .conftest import MakeSamples, Samples
from .harness import Served, databases, every_database, left_of, restore
from .sources import dump_of

pytestmark = pytest.mark.django_db(transaction=True)
SHOP = """
    CREATE SCHEMA shop;
    CREATE TABLE shop.customer (id serial PRIMARY KEY, name text);
    CREATE TABLE shop.invoice (id serial, customer integer REFERENCES shop.customer);
    INSERT INTO shop.customer (name) VALUES ('Somebody');
"""
MIGRATIONS = "CREATE TABLE schema_migrations (version varchar NOT NULL);"


@pytest.mark.parametrize("end", ["dump", "sql"])
def test_a_rio_declared_as_a_blackpearl(
    end: str, customer: Customer, rio: Samples
) -> None:
    refused = restore(customer, rio(end), Appliance.BLACKPEARL)
    assert (refused.job.state, refused.job.error_code) == ("failed", "wrong_kind")
    assert refused.job.error == (
        "This is the backup of a Rio, not of a BlackPearl. Restore it as Rio."
    )
    assert databases(customer) == left_of(refused.job_id) == []


@pytest.mark.parametrize("end", ["dump", "sql"])
def test_a_blackpearl_declared_as_a_rio(
    end: str, customer: Customer, blackpearl: Samples
) -> None:
    refused = restore(customer, blackpearl(end), Appliance.RIO)
    assert (refused.job.state, refused.job.error_code) == ("failed", "wrong_kind")
    assert "Restore it as BlackPearl" in refused.job.error
    assert databases(customer) == []


@pytest.mark.parametrize(
    ("option", "kind"), [("-Fc", Appliance.BLACKPEARL), ("-Fp", Appliance.RIO)]
)
@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        (SHOP, "not_a_catalogue", "shop.customer, shop.invoice"),
        (MIGRATIONS, "not_a_catalogue", "only public.schema_migrations"),
        ("", "no_tables", "no tables"),
    ],
    ids=["shop", "migrations", "empty"],
)
def test_an_unrelated_application(
    script: str,
    code: str,
    said: str,
    option: str,
    kind: Appliance,
    customer: Customer,
    tmp_path: Path,
) -> None:
    path = dump_of(script, tmp_path / "dump", option)
    refused = restore(customer, path, kind)
    assert (refused.job.state, refused.job.error_code) == ("failed", code)
    assert said in refused.job.error
    assert databases(customer) == left_of(refused.job_id) == []


@pytest.mark.parametrize("end", ["dump", "sql"])
@pytest.mark.parametrize("objects", [0, 1])
def test_very_small_ones_are_restored(
    objects: int, end: str, customer: Customer, make_samples: MakeSamples
) -> None:
    """A new appliance has its tapes and policies already."""
    samples = make_samples(Appliance.BLACKPEARL, objects, "current", "dump", "sql")
    done = restore(customer, samples(end))
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    assert Served(customer).rows()["ds3.s3_object"] == objects


def test_both_kinds_of_one_customer(
    customer: Customer, blackpearl: Samples, rio: Samples
) -> None:
    assert restore(customer, blackpearl("dump")).job.state == JobState.DONE
    assert restore(customer, rio("dump"), Appliance.RIO).job.state == JobState.DONE
    served = [Served(customer, kind).name for kind in Appliance]
    assert databases(customer) == sorted(served)
    assert Served(customer).rows()["ds3.s3_object"] == 500


NAMES = [
    "dbname=postgres host=/tmp",
    "a'; DROP ROLE landing_admin; --",
    'a"; DROP DATABASE postgres; --',
    "Sehr lange " * 18,
    "Überlingen Fernsehen",
    "東京放送局",
    "قناة البحر",
    "Телевидение",
    "%s %(x)s {0} $1 \\",
    "..//../etc",
    "-h evil --dbname",
    "tapesystem_x__old_0123456789ab",
    "stg_" + "0" * 32,
    "postgres",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_customers(name: str, make_customer: Callable[..., Customer]) -> None:
    """40. All that names come to is a suffix of plain letters and digits."""
    odd = make_customer(name.strip())
    assert re.fullmatch("[a-z0-9_]+", odd.database_suffix)
    assert len(Served(odd).name) <= LONGEST
    assert len(reader_role(odd.database_suffix)) <= LONGEST


# What is kept has a longer name, made of the suffix: the longest, and what looks alike.
@pytest.mark.parametrize(
    "name",
    [NAMES[3], "-h evil --dbname", "東京放送局", "tapesystem_x__old_0123456789ab"],
)
def test_names_of_what_was_replaced(
    name: str, make_customer: Callable[..., Customer], blackpearl: Samples
) -> None:
    odd = make_customer(name.strip())
    restore(odd, blackpearl("dump"))
    again = restore(odd, blackpearl("sql"))
    assert (again.job.error, again.job.state) == ("", JobState.DONE)
    served = Served(odd)
    assert old_name(served.name, again.job_id) in every_database()
    assert served.rows()["ds3.s3_object"] == 500
