"""Who may read what."""

from itertools import permutations

import psycopg
import pytest

from restore.landing.readers import belongs, crossings
from restore.landing.reading import connect_reader, read
from restore.landing.server import Server

from .conftest import Customer
from .test_publish import Make, make, serve

pytestmark = pytest.mark.slow

__all__ = ["make"]  # a fixture


@pytest.fixture
def both(make: Make, customer: Customer, neighbour: Customer) -> list[Customer]:
    serve(make("old"), customer)
    serve(make("new"), customer)
    serve(make("theirs"), neighbour)
    return [customer, neighbour]


def test_no_role_reaches_another_database(both: list[Customer]) -> None:
    """Each tried for real, and as the server tells it."""
    others = ["postgres", "template1", "landing"]
    for reader, other in permutations(both, 2):
        for database in [*other.databases(), *others]:
            with pytest.raises(psycopg.OperationalError, match="permission denied"):
                read(reader.server, database, reader.suffix, "SELECT 1")
    assert ours(both) == []


def ours(both: list[Customer]) -> list[tuple[str, str]]:
    """Other tests leave their databases open."""
    names = {name for one in both for name in (one.reader, *one.databases())}
    return [pair for pair in crossings(both[0].server) if names.issuperset(pair)]


def test_crossings_are_found(both: list[Customer]) -> None:
    [customer, neighbour] = both
    with customer.server.connect() as session:
        grant = f"GRANT CONNECT ON DATABASE {neighbour.live} TO {customer.reader}"
        session.execute(grant.encode())
    assert ours(both) == [(customer.reader, neighbour.live)]


@pytest.mark.parametrize(
    ("role", "database", "expected"),
    [
        ("read_acme", "tapesystem_acme", True),
        ("read_acme", "rio_db_acme", True),
        ("read_acme", "rio_db_acme__old_0123456789ab", True),
        ("read_acme", "tapesystem_acme_2", False),
        ("read_acme", "tapesystem_acme_2__old_0123456789ab", False),
        ("read_acme_2", "tapesystem_acme", False),
        ("read_acme", "landing", False),
    ],
)
def test_whose_database(role: str, database: str, expected: bool) -> None:
    assert belongs(role, database) is expected


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT content FROM public.secret",
        "INSERT INTO public.what VALUES ('x')",
        "CREATE TABLE public.mine ()",
        "CREATE TEMPORARY TABLE mine ()",
        "SET ROLE restored_owner",
        "COPY public.what TO PROGRAM 'id'",
        "SELECT lo_create(0)",
        "SELECT lo_creat(-1)",
        "SELECT lo_from_bytea(0, 'x')",
    ],
)
def test_the_reader_reads_listed_tables_and_nothing_else(
    make: Make, customer: Customer, statement: str
) -> None:
    serve(make("one"), customer)
    with psycopg.connect(
        **{
            **customer.server.parameters,
            "dbname": customer.live,
            "user": customer.reader,
            "password": customer.server.password_of(customer.reader),
        },
        autocommit=True,
    ) as session:
        session.execute("SET default_transaction_read_only = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute(statement.encode())


def test_sessions_are_safe_by_the_role_alone(make: Make, customer: Customer) -> None:
    serve(make("one"), customer)
    with psycopg.connect(
        **{
            **customer.server.parameters,
            "dbname": customer.live,
            "user": customer.reader,
            "password": customer.server.password_of(customer.reader),
        }
    ) as session:
        for name, value in (
            ("search_path", "pg_catalog"),
            ("row_security", "off"),
            ("transaction_read_only", "on"),
            ("statement_timeout", "10min"),
        ):
            assert session.execute(f"SHOW {name}".encode()).fetchone() == (value,)


def test_a_query_that_takes_too_long_ends(make: Make, customer: Customer) -> None:
    serve(make("one"), customer)
    with (
        connect_reader(
            customer.server, customer.live, customer.suffix, statement_timeout="100ms"
        ) as session,
        pytest.raises(psycopg.errors.QueryCanceled),
    ):
        session.execute("SELECT pg_sleep(5)")


def test_a_new_secret_renews_the_password(make: Make, customer: Customer) -> None:
    serve(make("one"), customer)
    changed = Server(customer.server.admin_url, "another secret")
    query = "SELECT content FROM public.what"
    assert read(changed, customer.live, customer.suffix, query) == [("one",)]


def test_values_come_as_text_whatever_they_are(make: Make, customer: Customer) -> None:
    staging = make("one")
    with staging.connect() as session:
        session.execute("TRUNCATE public.what")
        session.execute(r"INSERT INTO public.what VALUES ('\.'), ('=cmd()'), (NULL)")
    serve(staging, customer)
    query = (
        "SELECT content, 'infinity'::timestamp, '-4712-01-01'::date FROM public.what"
    )
    with pytest.raises(psycopg.Error):
        read(customer.server, customer.live, customer.suffix, query)
    query = "SELECT content, 'infinity'::timestamp, '{1,2}'::int[] FROM public.what"
    assert read(customer.server, customer.live, customer.suffix, query) == [
        (r"\.", "infinity", "{1,2}"),
        ("=cmd()", "infinity", "{1,2}"),
        (None, "infinity", "{1,2}"),
    ]
