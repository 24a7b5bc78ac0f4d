"""Archives that were made to do harm. No filter of the list is at work here: the
load role alone has to hold, and what it could still do is found before publishing."""

import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from customers.appliances import Appliance
from files.errors import Refused
from restore.landing.reading import as_text
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging
from restore.landing.verify import verify
from tests.fixtures.patience import soon
from tests.fixtures.services import allow_large_objects

from .conftest import Customer, contents, dump, load, publish

pytestmark = pytest.mark.slow
PADDING = "x" * 60
CANARY = "/tmp/canary-of-the-landing-tests"
VICTIM = f"""
CREATE TABLE public.t{PADDING[:40]} (c{PADDING} double precision);
INSERT INTO public.t{PADDING[:40]} VALUES (1);
"""


def edited(archive: Path, before: str, after: str, to: Path) -> Path:
    """Strings in an archive carry their length, so that has to stay."""
    content = archive.read_bytes()
    assert before.encode() in content
    assert len(after) <= len(before)
    to.write_bytes(content.replace(before.encode(), after.ljust(len(before)).encode()))
    return to


@pytest.fixture(scope="module")
def victim(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dump(server, VICTIM, tmp_path_factory.mktemp("dumps") / "victim.dump")


@pytest.fixture
def empty(server: Server, new_job: Callable[[], UUID]) -> Staging:
    return create_staging(server, new_job())


COPY = f"COPY public.t{PADDING[:40]} (c{PADDING}) FROM stdin;\n"
TABLE = f"CREATE TABLE public.t{PADDING[:40]} (\n    c{PADDING} double precision\n);\n"


@pytest.mark.parametrize(
    "statement",
    [
        f"COPY pg_temp.x FROM PROGRAM 'touch {CANARY}';\n",
        f"COPY public.t{PADDING[:40]} FROM PROGRAM 'touch {CANARY}';\n",
        f"COPY public.t{PADDING[:40]} FROM '/etc/passwd';\n",
        f"COPY (SELECT 1) TO PROGRAM 'touch {CANARY}';\n",
        "CREATE ROLE friend SUPERUSER; COPY pg_class FROM stdin;\n",
    ],
)
def test_a_crafted_data_entry(
    empty: Staging, victim: Path, tmp_path: Path, statement: str
) -> None:
    crafted = edited(victim, COPY, statement, tmp_path / "crafted.dump")
    with pytest.raises(Refused) as refused:
        load(empty, crafted)
    assert refused.value.code == "load_failed"
    assert not Path(CANARY).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.a (); CREATE ROLE friend; SELECT 1;\n",
        "CREATE TABLE public.a (); CREATE EXTENSION citext;\n",
        "SET ROLE landing_admin;\n",
        "SET SESSION AUTHORIZATION landing_admin;\n",
        "ALTER DATABASE landing SET work_mem = 1;\n",
        "DROP DATABASE landing;\n",
        "SELECT lo_import('/etc/passwd');\n",
    ],
)
def test_a_crafted_table_entry(
    empty: Staging, victim: Path, tmp_path: Path, statement: str
) -> None:
    crafted = edited(victim, TABLE, statement, tmp_path / "crafted.dump")
    with pytest.raises(Refused) as refused:
        load(empty, crafted)
    assert refused.value.code == "load_failed"


def test_statements_that_succeed_are_found_before_publishing(
    empty: Staging, victim: Path, tmp_path: Path
) -> None:
    allow_large_objects(empty.database)
    statement = (
        f"CREATE TABLE public.t{PADDING[:40]}(c{PADDING} int);SELECT lo_create(9);\n"
    )
    load(empty, edited(victim, TABLE, statement, tmp_path / "crafted.dump"))
    with pytest.raises(Refused) as refused:
        verify(empty, (), Appliance.BLACKPEARL)
    assert refused.value.code == "forbidden_object"


class StopError(Exception):
    pass


def test_an_endless_check_ends_with_the_job(
    empty: Staging, victim: Path, tmp_path: Path
) -> None:
    """The backup may reset statement_timeout, so the worker's deadline counts."""
    statement = f"SET statement_timeout = 0; SELECT pg_sleep(600);--{PADDING[:20]}\n"
    crafted = edited(victim, TABLE, statement, tmp_path / "crafted.dump")
    begun = time.monotonic()

    def deadline(done: int) -> None:
        if time.monotonic() > begun + 1:
            raise StopError

    with pytest.raises(StopError):
        load(empty, crafted, tick=deadline)
    assert time.monotonic() - begun < soon(6)
    with empty.server.connect() as session:
        query = "SELECT FROM pg_stat_activity WHERE datname = %s"
        assert session.execute(query, [empty.database]).rowcount == 0


CAST = r"""
CREATE TABLE public.ran (who text);
CREATE TYPE public.mood AS ENUM ('DATA');
CREATE FUNCTION public.spy(public.mood) RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the author''s function ran'; END $$;
CREATE CAST (public.mood AS text) WITH FUNCTION public.spy(public.mood) AS IMPLICIT;
CREATE TABLE public.what (content public.mood);
INSERT INTO public.what VALUES ('DATA');
"""


@pytest.fixture(scope="module")
def casting(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dump(server, CAST, tmp_path_factory.mktemp("dumps") / "cast.dump")


def test_a_database_with_a_cast_is_not_served(empty: Staging, casting: Path) -> None:
    load(empty, casting)
    with pytest.raises(Refused) as refused:
        verify(empty, (), Appliance.BLACKPEARL)
    assert refused.value.code == "forbidden_object"


def test_why(empty: Staging, casting: Path) -> None:
    """Even comparing would run it, whatever the search path."""
    load(empty, casting)
    with empty.connect(statement_timeout="5s") as session:
        plain = session.execute("SELECT content FROM public.what")
        assert as_text(plain) == [("DATA",)]
        with pytest.raises(psycopg.Error, match="author's function ran"):
            session.execute("SELECT FROM public.what WHERE content = 'DATA'")


def test_a_database_with_a_function_can_not_even_be_handed_over(
    empty: Staging, casting: Path, customer: Customer
) -> None:
    load(empty, casting)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        publish(
            empty,
            live=customer.live,
            suffix=customer.suffix,
            tables=[("public", "what")],
        )


def test_names_with_newlines_and_quotes(
    server: Server, empty: Staging, tmp_path: Path
) -> None:
    script = 'CREATE TABLE "a\nCOPY b"" FROM PROGRAM \'id\'; --" (a int)'
    odd = dump(server, script, tmp_path / "odd.dump")
    load(empty, odd)
    with pytest.raises(Refused) as refused:
        verify(empty, (), Appliance.BLACKPEARL)
    assert refused.value.code == "not_a_catalogue"
    assert refused.value.sentence.isprintable()


def test_a_type_that_only_an_extension_has(
    server: Server, empty: Staging, tmp_path: Path
) -> None:
    """As may come from another application: said in PostgreSQL's words."""
    script = "CREATE TYPE public.citext AS ENUM (); CREATE TABLE public.a (b citext)"
    made = dump(server, script, tmp_path / "a.dump")
    text = "".join(
        line for line in contents(made).splitlines(True) if " TYPE " not in line
    )
    with pytest.raises(Refused, match=r"citext. does not exist"):
        load(empty, made, chosen=text)
