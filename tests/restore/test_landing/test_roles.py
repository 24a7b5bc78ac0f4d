"""The role that loads is the boundary: what a backup may do is what it may do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg import sql

from files.errors import Refused
from restore.landing.names import load_role, staging_name
from restore.landing.server import Server, exclusive, free_space, harden, require_usable
from restore.landing.staging import (
    Staging,
    create_staging,
    drop_staging,
    makes_large_objects,
)
from tests.fixtures.services import allow_large_objects

REFUSED = [
    "CREATE EXTENSION citext",
    "CREATE EXTENSION plpython3u",
    "CREATE ROLE friend",
    "CREATE DATABASE mine",
    "CREATE SCHEMA mine",
    "CREATE TEMPORARY TABLE mine ()",
    "CREATE TABLESPACE mine LOCATION '/tmp'",
    "CREATE TABLE ds3.mine (); COPY ds3.mine FROM PROGRAM 'id'",
    "CREATE TABLE ds3.mine (); COPY ds3.mine TO PROGRAM 'cat >/tmp/canary'",
    "CREATE TABLE ds3.mine (a text); COPY ds3.mine FROM '/etc/passwd'",
    "CREATE TABLE ds3.mine (a text); COPY ds3.mine TO '/tmp/canary'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_create(0)",
    "CREATE FUNCTION ds3.f() RETURNS int LANGUAGE c AS 'libc.so.6', 'abort'",
    "CREATE FUNCTION ds3.f() RETURNS int LANGUAGE internal AS 'pg_backend_pid'",
    "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION "
    "suppress_redundant_updates_trigger()",
    "CREATE SUBSCRIPTION s CONNECTION 'host=example.org' PUBLICATION p",
    "CREATE PUBLICATION p FOR ALL TABLES",
    "CREATE FOREIGN DATA WRAPPER w",
    "CREATE LANGUAGE plpgsql",
    "SET ROLE landing_admin",
    "SET SESSION AUTHORIZATION postgres",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE CURRENT_USER CREATEDB",
    "ALTER ROLE CURRENT_USER VALID UNTIL 'infinity'",
    "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
    "ALTER ROLE CURRENT_USER SET session_preload_libraries = 'x'",
    "ALTER DATABASE landing SET work_mem = '1GB'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "GRANT pg_execute_server_program TO CURRENT_USER",
    "GRANT landing_admin TO CURRENT_USER",
    "ALTER DATABASE {database} SET search_path = ds3",
    "ALTER DATABASE {database} RENAME TO tapesystem_mine",
    "COMMENT ON DATABASE {database} IS 'mine'",
    "DROP DATABASE landing",
    "ALTER SCHEMA ds3 OWNER TO CURRENT_USER",
    "SELECT rolpassword FROM pg_authid",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE usename = 'landing_admin'",
    "SELECT pg_stat_reset()",
    "SET temp_file_limit = -1",
]
# The server has no such language, library or prefix.
OTHER_REASONS = ("0A000", "58P01", "42710")


@pytest.fixture(scope="module")
def filled(server: Server) -> Staging:
    """One for all, as nothing here leaves a trace."""
    job_id = UUID("00000000-0000-4000-8000-00000000f111")
    yield create_staging(server, job_id, schemas=["ds3"])
    drop_staging(server, job_id)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_load_role_may_not(filled: Staging, statement: str) -> None:
    text = statement.replace("{database}", filled.database)
    with (
        filled.connect(statement_timeout="5s") as session,
        filled.connect_admin(),
        pytest.raises(psycopg.Error) as refused,
    ):
        session.execute(text.encode())
    assert refused.value.sqlstate in ("42501", *OTHER_REASONS)


def test_it_grants_itself_nothing(filled: Staging) -> None:
    with filled.connect() as session:
        for right in ("CREATE", "TEMPORARY"):
            grant = f"GRANT {right} ON DATABASE {filled.database} TO CURRENT_USER"
            session.execute(grant.encode())  # a warning, and no effect
            query = "SELECT has_database_privilege(current_database(), %s)"
            assert session.execute(query, [right]).fetchone() == (False,)


@pytest.mark.parametrize("database", ["postgres", "template1", "landing"])
def test_it_reaches_no_other_database(filled: Staging, database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(
            **{
                **filled.server.parameters,
                "user": filled.role,
                "password": filled.password,
                "dbname": database,
            }
        )


def test_nor_another_job_s(filled: Staging, staging: Staging) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(
            **{
                **filled.server.parameters,
                "user": filled.role,
                "password": filled.password,
                "dbname": staging.database,
            }
        )


def test_its_attributes(filled: Staging) -> None:
    with filled.server.connect() as session:
        row = session.execute(
            """
            SELECT rolcanlogin, rolsuper OR rolcreatedb OR rolcreaterole OR rolinherit
                   OR rolreplication OR rolbypassrls, rolconnlimit, rolvaliduntil
            FROM pg_roles WHERE rolname = %s
            """,
            [filled.role],
        ).fetchone()
        owner = session.execute(
            "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = %s",
            [filled.database],
        ).fetchone()
    assert row
    assert row[:3] == (True, False, 12)
    assert timedelta(hours=23) < row[3] - datetime.now(UTC) < timedelta(hours=25)
    assert owner == ("landing_admin",)


def test_it_limits_temporary_files_or_says_that_it_can_not(filled: Staging) -> None:
    with filled.connect() as session:
        limit = session.execute("SHOW temp_file_limit").fetchone()
    assert limit == ("50GB",) or "temp_file_limit" in filled.notes[0]


def test_it_notices_that_anybody_could_make_large_objects(staging: Staging) -> None:
    assert staging.notes == ()
    assert not makes_large_objects(staging)
    allow_large_objects(staging.database)
    assert makes_large_objects(staging)


def test_a_second_attempt_begins_afresh(
    server: Server, new_job: Callable[[], UUID]
) -> None:
    job_id = new_job()
    first = create_staging(server, job_id, schemas=["ds3"])
    lingering = first.connect()
    lingering.execute("CREATE TABLE ds3.old ()")

    second = create_staging(server, job_id, schemas=["ds3"])

    with second.connect() as session, pytest.raises(psycopg.errors.UndefinedTable):
        session.execute("SELECT FROM ds3.old")
    with pytest.raises(psycopg.OperationalError):
        lingering.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="password"):
        first.connect()


@pytest.mark.parametrize(
    "name", ["pg_mine", "information_schema", "", "ä" * 32, "a\0b", "pg_catalog"]
)
def test_schemas_that_no_appliance_has(
    server: Server, new_job: Callable[[], UUID], name: str
) -> None:
    with pytest.raises(Refused) as refused:
        create_staging(server, new_job(), schemas=[name])
    assert refused.value.code == "hostile_name"


def test_odd_names_of_schemas_are_only_names(
    server: Server, new_job: Callable[[], UUID]
) -> None:
    odd = '"; DROP DATABASE landing; --\n'
    staging = create_staging(server, new_job(), schemas=[odd, odd, "public"])
    with staging.connect() as session:
        session.execute(sql.SQL("CREATE TABLE {} ()").format(sql.Identifier(odd, "t")))


def test_dropping_twice_is_no_error(
    server: Server, new_job: Callable[[], UUID]
) -> None:
    job_id = new_job()
    create_staging(server, job_id)
    drop_staging(server, job_id)
    drop_staging(server, job_id)
    with server.connect() as session:
        query = (
            "SELECT datname FROM pg_database WHERE datname = %s "
            "UNION ALL SELECT rolname FROM pg_roles WHERE rolname = %s"
        )
        names = [staging_name(job_id), load_role(job_id)]
        assert session.execute(query, names).fetchall() == []


def test_every_database_is_closed_to_public(server: Server) -> None:
    with server.connect() as session:
        session.execute("DROP DATABASE IF EXISTS left_open WITH (FORCE)")
        session.execute("CREATE DATABASE left_open")
    try:
        assert "left_open" not in harden(server)
        assert "template1" not in harden(server)
    finally:
        with server.connect() as session:
            session.execute("DROP DATABASE left_open WITH (FORCE)")


def test_the_server_is_new_enough(server: Server) -> None:
    assert require_usable(server).startswith("18.")


def test_free_space_is_a_number_or_unknown(server: Server) -> None:
    assert free_space(server) is None or free_space(server) > 1_000_000


def test_one_at_a_time(server: Server) -> None:
    with (
        exclusive(server, "tapesystem_acme"),
        pytest.raises(Refused, match="Another restore of tapesystem_acme"),
        exclusive(server, "tapesystem_acme"),
    ):
        pass
    with exclusive(server, "tapesystem_acme"), exclusive(server, "rio_db_acme"):
        pass


def test_no_secret_is_shown(server: Server, filled: Staging) -> None:
    shown = f"{server!r} {filled!r}"
    assert filled.password not in shown
    assert str(server.parameters["password"]) not in shown
    assert server.secret not in shown
