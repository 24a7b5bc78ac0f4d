"""Catalogues of other ages, with parts missing, and of other shapes."""

from threading import Lock

import psycopg
import pytest

from files.errors import Refused
from gather.models import CopyGroup
from gather.stock import count_catalogue
from samples.making import make
from tests.gather.answers import counted_in, without_measures
from tests.gather.catalogues import Hands, landed
from tests.gather.conftest import keep

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def fresh(embedded_services):
    """A database of its own, to be mutilated."""
    catalogue = make(kind="blackpearl", objects=200, seed=3)
    with landed(catalogue) as database:
        database.catalogue = catalogue
        yield database.put(catalogue)


def test_what_the_age_lacks_is_noted(counted):
    inventory = counted(make(kind="blackpearl", objects=100, age="2017"))
    assert any("It records no obsolete copies" in note for note in inventory.notes)
    assert any("Versions can't be told apart" in note for note in inventory.notes)
    states = CopyGroup.objects.filter(inventory=inventory).values_list("state")
    assert ("obsolete",) not in states


def test_without_suspect_tables_and_roles(fresh, tmp_path, northwind):
    fresh.run(
        "DROP TABLE tape.suspect_blob_tape, pool.suspect_blob_pool",
        "ALTER TABLE tape.tape DROP COLUMN role",
        "ALTER TABLE tape.tape DROP COLUMN eject_pending",
    )
    inventory = keep(northwind, "blackpearl", fresh.take(tmp_path))
    assert any("It records no suspect copies" in note for note in inventory.notes)
    assert any("Tapes have no role" in note for note in inventory.notes)
    assert not inventory.copy_groups.filter(state="suspect").exists()
    expected = fresh.catalogue.expected()["inventory"]
    assert inventory.objects_count == sum(
        group["objects"]
        for bucket in expected["buckets"]
        for group in bucket["objects"]
    )


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("DROP TABLE tape.blob_tape CASCADE", r"tape\.blob_tape"),
        ("ALTER TABLE ds3.blob DROP COLUMN length", r"ds3\.blob\.length"),
        (
            "ALTER TABLE tape.tape DROP COLUMN storage_domain_member_id",
            r"tape\.tape\.storage_domain_member_id",
        ),
        (
            "ALTER TABLE ds3.s3_object ALTER COLUMN id TYPE text",
            r"ds3\.s3_object\.id is of type text, not uuid",
        ),
        (
            "ALTER TABLE pool.pool ALTER COLUMN used_capacity TYPE float8",
            r"pool\.pool\.used_capacity is of type double precision",
        ),
    ],
)
def test_what_counting_needs_is_named(fresh, tmp_path, statement, named):
    fresh.run(statement)
    with pytest.raises(Refused, match=named):
        fresh.take(tmp_path)


def test_before_storage_domains(tmp_path, embedded_services):
    with (
        landed(make(kind="blackpearl", objects=10, age="2014")) as database,
        pytest.raises(Refused, match="before 2015"),
    ):
        database.take(tmp_path)


def test_labels_that_nobody_knows_are_data(fresh, tmp_path, northwind):
    fresh.run(
        "ALTER TYPE tape.tape_type ADD VALUE 'LTO99'",
        "UPDATE tape.tape SET type = 'LTO99' WHERE type = 'LTO9'",
    )
    inventory = keep(northwind, "blackpearl", fresh.take(tmp_path))
    assert inventory.locations.filter(name="Archive LTO9/LTO99").exists()


def test_partitioned_tables_are_counted_whole(fresh, tmp_path, northwind):
    """Their own rows are none: those of their partitions are."""
    fresh.run(
        "ALTER TABLE tape.blob_tape RENAME TO first_part",
        "CREATE TABLE tape.blob_tape (LIKE tape.first_part) PARTITION BY HASH (id)",
        "ALTER TABLE tape.blob_tape ATTACH PARTITION tape.first_part "
        "FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
        f"GRANT SELECT ON tape.blob_tape TO read_{fresh.suffix}",
    )
    inventory = keep(northwind, "blackpearl", fresh.take(tmp_path))
    expected = fresh.catalogue.expected()["inventory"]
    assert counted_in(inventory) == without_measures(expected)


def test_a_rio_in_another_schema(tmp_path, northwind, embedded_services):
    catalogue = make(kind="rio", objects=300, seed=4)
    with landed(catalogue) as database:
        database.put(catalogue)
        odd = 'The "odd": schema'
        with database.admin() as session:
            name = psycopg.sql.Identifier(odd)
            statement = psycopg.sql.SQL("ALTER SCHEMA public RENAME TO {}")
            session.execute(statement.format(name))
        inventory = keep(northwind, "rio", database.take(tmp_path))
    expected = catalogue.expected()["inventory"]
    assert counted_in(inventory) == without_measures(expected)


def test_names_of_a_rio_that_are_long_missing_or_odd(
    rio_databases, tmp_path, northwind
):
    database = rio_databases["bigint"]
    database.put(make(kind="rio", objects=0))
    names = ["x" * 5000, "x" * 5001, "\n", "\nsha256 ", "\t", "\\N", '"', "", "a\r\nb"]
    with database.admin() as session:
        brokers = session.execute(
            "SELECT broker_id FROM public.broker ORDER BY 1"
        ).fetchall()
        (first,), (second,) = brokers[:2]
        insert = (
            "INSERT INTO public.broker_object (broker_object_id, broker_id, "
            "file_name, size, creation_date) VALUES (%s, %s, %s, 1, now())"
        )
        session.execute(
            "ALTER TABLE public.broker_object ALTER file_name DROP NOT NULL"
        )
        for number, name in enumerate([*names, None]):
            for broker, row in ((first, number), (second, 1000 + number)):
                if broker == second and name == "x" * 5001:
                    continue
                session.execute(insert, [row, broker, name])
    inventory = keep(northwind, "rio", database.take(tmp_path))
    groups = {
        (g.broker.name, len(g.held_by)): g.objects_count
        for g in inventory.broker_groups.select_related("broker")
    }
    assert groups == {
        ("Legacy One", 1): 2,  # the longer one, and the one without a name
        ("Legacy One", 2): 8,
        ("New Archive", 1): 1,
        ("New Archive", 2): 8,
    }


def test_a_server_that_goes_away_is_no_fault_of_the_catalogue(fresh, tmp_path):
    """Then the job says so, and may be tried again."""
    taking_turns = Lock()  # several tables are read at once

    class Ending(Hands):
        def child(self, argv, **options):
            with taking_turns, fresh.server.connect() as session:
                closing = f"ALTER DATABASE {fresh.database} CONNECTION LIMIT 0"
                session.execute(closing.encode())
            return super().child(argv, **options)

    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        count_catalogue(
            Ending(tmp_path),
            server=fresh.server,
            database=fresh.database,
            suffix=fresh.suffix,
            kind=fresh.kind,
        )


def test_little_memory_is_enough(fresh, tmp_path, settings, northwind):
    settings.STOCK_MEMORY_MB = 64
    found = fresh.take(tmp_path, quick=False)
    inventory = keep(northwind, "blackpearl", found)
    expected = fresh.catalogue.expected()["inventory"]
    assert counted_in(inventory) == without_measures(expected)


def test_too_little_memory_is_said(fresh, tmp_path, settings):
    settings.STOCK_MEMORY_MB = 1
    with pytest.raises(Refused, match="STOCK_MEMORY_MB"):
        fresh.take(tmp_path, quick=False)


def test_a_full_disk_is_said_before_anything_is_copied(fresh, tmp_path, settings):
    fresh.run("ANALYZE")
    settings.RESTORE_RESERVE_BYTES = 10**18
    with pytest.raises(Refused, match="worker's disk is full"):
        fresh.take(tmp_path)
    assert not list(tmp_path.iterdir())
