"""What the roles may do: as little as they need."""

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from embedded import redis_client_url

from .conftest import User, copied, new_directory
from .test_places import urls

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def addresses(made: Path) -> Iterator[dict[str, str]]:
    with new_directory() as place:
        var = copied(made, place / "var")
        user = User(var)
        assert user.is_ready()
        yield urls(var)
        user.leave()


def test_the_application_owns_and_makes_nothing(addresses: dict[str, str]) -> None:
    with psycopg.connect(addresses["DATABASE_URL"]) as connection:
        for statement in (
            "CREATE TABLE mine ()",
            "CREATE SCHEMA mine",
            "CREATE TEMPORARY TABLE mine ()",
            "CREATE ROLE mine",
            "SET ROLE tracker_owner",
            "COPY (SELECT 1) TO PROGRAM 'true'",
        ):
            with (
                pytest.raises(psycopg.errors.InsufficientPrivilege),
                connection.transaction(),
            ):
                connection.execute(statement)


def test_the_owner_makes_tables(addresses: dict[str, str]) -> None:
    with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE theirs ()")
        connection.rollback()


@pytest.mark.parametrize(
    ("address", "attribute", "expected"),
    [
        ("DATABASE_URL", "rolsuper", False),
        ("DATABASE_URL", "rolcreatedb", False),
        ("DATABASE_OWNER_URL", "rolsuper", False),
        ("LANDING_DATABASE_URL", "rolsuper", False),
        ("LANDING_DATABASE_URL", "rolcreatedb", True),
        ("LANDING_DATABASE_URL", "rolcreaterole", True),
        ("LANDING_DATABASE_URL", "rolbypassrls", False),
    ],
)
def test_attributes(
    addresses: dict[str, str], address: str, attribute: str, expected: bool
) -> None:
    with psycopg.connect(addresses[address]) as connection:
        query = f"SELECT {attribute} FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(query).fetchone() == (expected,)


@pytest.mark.parametrize("database", ["postgres", "template1"])
def test_other_databases_are_closed(addresses: dict[str, str], database: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(addresses["DATABASE_URL"], dbname=database)


def test_a_wrong_password_is_refused(addresses: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication"):
        psycopg.connect(addresses["DATABASE_URL"], password="wrong")


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("wal_level", "minimal"),
        ("max_wal_senders", "0"),
        ("max_wal_size", "4GB"),
        ("client_connection_check_interval", "1s"),
        ("listen_addresses", ""),
        ("data_checksums", "on"),
    ],
)
def test_landing_settings(addresses: dict[str, str], setting: str, value: str) -> None:
    with psycopg.connect(addresses["LANDING_DATABASE_URL"]) as connection:
        assert connection.execute(f"SHOW {setting}").fetchone() == (value,)


def test_the_broker_asks_for_its_password(addresses: dict[str, str]) -> None:
    address = redis_client_url(addresses["REDIS_URL"])
    assert redis.Redis.from_url(address).ping()

    path = address.partition("@")[2].partition("?")[0]
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(unix_socket_path=path).ping()


def test_no_password_in_the_process_list(addresses: dict[str, str]) -> None:
    lines = [
        path.read_bytes()
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if path.exists()
    ]
    secrets = json.dumps(addresses)
    word = addresses["REDIS_URL"].partition("://:")[2].partition("@")[0]
    assert word in secrets
    assert not any(word.encode() in line for line in lines)
