"""Whole, and nothing but data."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from customers.appliances import Appliance
from files.errors import Refused
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging
from restore.landing.verify import verify
from restore.types import Column, Table
from tests.fixtures.services import allow_large_objects

from .conftest import BLACKPEARL, load

pytestmark = pytest.mark.slow

ONLY_TABLES = "\n".join(
    line for line in BLACKPEARL.splitlines() if not line.startswith("CREATE SCHEMA")
)
FORBIDDEN = {
    "a function": "CREATE FUNCTION ds3.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a function (": "CREATE FUNCTION ds3.f() RETURNS int LANGUAGE sql SECURITY DEFINER "
    "AS 'SELECT 1'",
    "a cast": "CREATE CAST (ds3.s3_object_type AS bigint) WITH INOUT AS IMPLICIT",
    "a view": "CREATE VIEW ds3.v AS SELECT 1 AS a",
    "a view (m": "CREATE MATERIALIZED VIEW ds3.m AS SELECT 1 AS a",
    "a rule": "CREATE RULE r AS ON DELETE TO ds3.blob DO INSTEAD NOTHING",
    "a policy": "CREATE POLICY p ON ds3.blob USING (true)",
    "row security": "ALTER TABLE ds3.blob ENABLE ROW LEVEL SECURITY",
    "a trigger": "CREATE TRIGGER t BEFORE UPDATE ON ds3.blob FOR EACH ROW "
    "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "an operator": "CREATE OPERATOR ds3.=== "
    "(LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq)",
    "a collation": 'CREATE COLLATION ds3.c FROM "C"',
    "a conversion": "CREATE CONVERSION ds3.c FOR 'LATIN1' TO 'UTF8' "
    "FROM iso8859_1_to_utf8",
    "a text search configuration": "CREATE TEXT SEARCH CONFIGURATION ds3.c "
    "(PARSER = pg_catalog.default)",
    "a large object": "SELECT lo_create(0)",
    "default privileges": "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "a data type": "CREATE TYPE ds3.pair AS (a int, b int)",
    "a function (r": "CREATE TYPE ds3.r AS RANGE (subtype = int)",
    "a virtual column": "CREATE TABLE ds3.g (a int, b int GENERATED ALWAYS AS (a) "
    "VIRTUAL)",
}


@pytest.fixture
def filled(server: Server, new_job: Callable[[], UUID]) -> Staging:
    staging = create_staging(server, new_job(), schemas=["ds3", "tape", "pool"])
    with staging.connect() as session:
        session.execute(ONLY_TABLES.encode())
    return staging


def run(staging: Staging, statement: str) -> None:
    with staging.connect() as session:
        session.execute(statement.encode())


def refused(staging: Staging, kind: Appliance = Appliance.BLACKPEARL) -> Refused:
    with pytest.raises(Refused) as caught:
        verify(staging, (), kind)
    return caught.value


@pytest.mark.parametrize("what", FORBIDDEN)
def test_nothing_that_runs_is_served(filled: Staging, what: str) -> None:
    allow_large_objects(filled.database)
    run(filled, FORBIDDEN[what])
    found = refused(filled)
    assert found.code == "forbidden_object"
    assert f"created {what.partition(' (')[0]} (" in found.sentence


def test_a_column_of_a_strange_type(filled: Staging) -> None:
    run(filled, "CREATE DOMAIN ds3.d AS ds3.blob[]; CREATE TABLE ds3.t (a ds3.d)")
    found = refused(filled)
    assert "ds3" in found.sentence or "t.a" in found.sentence
    assert found.code == "forbidden_object"


def test_enums_domains_and_arrays_of_them_are_data(filled: Staging) -> None:
    run(
        filled,
        "CREATE DOMAIN ds3.d AS ds3.s3_object_type[] CHECK (VALUE <> '{}'); "
        "CREATE TABLE ds3.t (a ds3.d, b ds3.s3_object_type[], c ds3.d[])",
    )
    assert verify(filled, (), Appliance.BLACKPEARL).rows["ds3.t"] == 0


def test_a_view_in_a_table_s_place(filled: Staging) -> None:
    run(filled, "DROP TABLE ds3.blob; CREATE VIEW ds3.blob AS SELECT 1 AS id")
    assert refused(filled).code == "forbidden_object"


def test_an_unlogged_table_would_be_emptied_by_a_crash(filled: Staging) -> None:
    run(filled, "CREATE UNLOGGED TABLE ds3.fast (a int)")
    verify(filled, (), Appliance.BLACKPEARL)
    with filled.connect_admin() as session:
        query = "SELECT FROM pg_class WHERE relpersistence = 'u'"
        assert session.execute(query).rowcount == 0


def test_what_was_expected_has_to_be_there(filled: Staging) -> None:
    expected = [
        Table("ds3", "blob", (Column("id", "uuid"), Column("colour", "text"))),
        Table("ds3", "absent", ()),
    ]
    with pytest.raises(Refused, match=r"ds3\.absent, ds3\.blob\.colour") as caught:
        verify(filled, expected, Appliance.BLACKPEARL)
    assert caught.value.code == "partial"


def test_rows_are_as_many_as_copy_said(filled: Staging) -> None:
    rows = {"ds3.blob": 500, "ds3.bucket": 3}
    assert verify(filled, (), Appliance.BLACKPEARL, rows=rows).rows["ds3.blob"] == 500
    with pytest.raises(Refused, match=r"ds3\.blob \(500 of 501\)") as caught:
        verify(filled, (), Appliance.BLACKPEARL, rows={"ds3.blob": 501})
    assert caught.value.code == "partial"


def test_or_as_many_as_the_server_wrote(filled: Staging) -> None:
    run(filled, "DELETE FROM ds3.bucket WHERE NOT EXISTS (SELECT FROM ds3.s3_object "
        "WHERE bucket_id = bucket.id)")  # fmt: skip
    assert (
        refused(filled).sentence
        == "Some rows were not loaded: ds3.bucket (1 of 3). Try again."
    )


def test_without_any_row_it_is_empty(
    server: Server, new_job: Callable[[], UUID]
) -> None:
    staging = create_staging(server, new_job(), schemas=["ds3", "tape", "pool"])
    run(staging, ONLY_TABLES.partition("INSERT")[0])
    assert refused(staging).code == "empty"
    run(staging, "INSERT INTO ds3.storage_domain VALUES (gen_random_uuid(), 'a')")
    assert verify(staging, (), Appliance.BLACKPEARL).rows["ds3.bucket"] == 0


def test_the_other_kind(filled: Staging) -> None:
    assert refused(filled, Appliance.RIO).code == "wrong_kind"


def test_an_archive_whose_tables_are_only_half_loaded(
    staging: Staging, archive: Path
) -> None:
    load(staging, archive)
    run(staging, "DROP TABLE tape.blob_tape")
    assert "tape.blob_tape" in refused(staging).sentence


def test_tables_are_analyzed(filled: Staging) -> None:
    verify(filled, (), Appliance.BLACKPEARL)
    with filled.connect_admin() as session:
        query = "SELECT reltuples FROM pg_class WHERE oid = 'ds3.blob'::regclass"
        assert session.execute(query).fetchone() == (500,)


class StopError(Exception):
    pass


def test_it_can_be_stopped(filled: Staging) -> None:
    def stop(done: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        verify(filled, (), Appliance.BLACKPEARL, tick=stop)


def test_a_missing_right_is_said_in_a_sentence(filled: Staging) -> None:
    """The load role may even lock itself out, by rights on its own tables."""
    run(filled, "REVOKE ALL ON ds3.blob FROM CURRENT_USER")
    found = refused(filled)
    assert found.code == "load_failed"
    assert "permission denied for table blob" in found.sentence
