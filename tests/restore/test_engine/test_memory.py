"""What would make gigabytes out of a small file: family by family."""

import threading
from pathlib import Path

import psycopg
import pytest

from customers.models import Customer
from embedded.services import statement_memory
from files.errors import Refused
from files.sql.tokens import tokenize
from jobs.models import JobState
from restore.sql.functions import check_expressions
from tests.restore.corpus.base import Valid, before_tables, with_entries
from tests.restore.test_archive.forge import Entry

from .harness import Served, landing, restore

MB = 10**6
JOINED = " || ".join(["a"] * 60)
NESTED = "a"
for _ in range(10):
    NESTED = f"replace({NESTED}, 'a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')"
GROWING = {
    "joined": f"({JOINED})",
    "replaced": NESTED,
    "concat": "concat(a, a, a, a)",
    "concat_ws": "concat_ws(a, a, a, a)",
    "translated": "translate(a, 'a', 'b')",
    "overlaid": "overlay(a placing a from 1 for 0)",
    "by expressions": "regexp_replace(a, 'a', 'aaaa', 'g')",
    "repeated": "repeat(a, 1000)",
    "filled": "lpad(a, 100000000)",
    "filled on the right": "rpad(a, 100000000, a)",
    "formatted": "format('%s%s%s', a, a, a)",
    "an array": "array_to_string(ARRAY[a, a, a, a], '')",
    "an array as text": "(ARRAY[a, a, a, a])::text",
    "an array, after a constant": "(ARRAY['b', lower(a)])::text",
    "filled arrays": "array_fill(a, ARRAY[100000])",
    "appended": "array_cat(ARRAY[a], ARRAY[a])::text",
    "a row": "(ROW(a, a, a))::text",
    "a row without its word": "((a, a, a))::text",
    "a row in a comparison": "(a = ((a, a, a))::text)",
    "multiplied": " * ".join(["n"] * 400),
    "a power": "(((n ^ 9.0) ^ 9.0) ^ 9.0) ^ 9 ^ 9 ^ 9 ^ 9 ^ 9 ^ 9",
    "power": "power(n, 100000)",
    "quoted": "quote_ident(quote_ident(quote_ident(a)))",
    "encoded": "encode(encode(encode(a::bytea, 'hex')::bytea, 'hex')::bytea, 'hex')",
    "as JSON": "to_json(to_json(to_json(a)::text)::text)",
    "built": "json_build_object(a, a, a, a)",
    "of a long type": "(a)::character(10000000)",
    "of a long type of the system's": "(a)::pg_catalog.bpchar(10000000)",
    "bits": "(n)::bit(80000000)",
    "as bytes, and back": "((((a)::bytea)::text)::bytea)::text || (a)::bytea::text",
    "groups of an expression": "(regexp_match(a, '((((.*))))'))::text",
    "paths": " + ".join(["a"] * 20),
    "searches": " && ".join(["a"] * 10),
    "searches in order": " <-> ".join(["a"] * 10),
    "a search of a text": "to_tsquery(to_tsquery(to_tsquery(a)::text)::text)",
    "in another form": " OR ".join(["a IS NFKD NORMALIZED"] * 3),
    "many copies": " OR ".join(["(upper(a) = 'A')"] * 101),
    "copies by comparing": " OR ".join(["a = b"] * 101),
    "copies by casts": "(a)::json" + "::text::json" * 101,
    "xml": "xmlelement(name a, a, a)",
    "an operator by its full name": " OPERATOR(pg_catalog.||) ".join(["a"] * 20),
}


@pytest.mark.parametrize("name", GROWING)
def test_what_makes_values_grow_is_not_on_the_list(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_expressions(list(tokenize(f"CHECK (({GROWING[name]}) IS NOT NULL)")))
    assert refused.value.code == "unsafe_definition"


@pytest.mark.parametrize(
    "text",
    [
        "(first || ' '::text) || last",
        "((state)::text = ANY ((ARRAY['A'::character varying, 'B'::text])::text[]))",
        "(kind = ANY (ARRAY[1, -2, 3]))",
        "COALESCE(a, b, 'x'::text) IN ('x', 'y')",
        "(price * quantity) >= (0)::numeric(10,2)",
        "lower((name)::text) ~ '^[a-z]+$'::text",
        "FOREIGN KEY (a, b)",
        "EXCLUDE USING gist (room WITH =, during WITH &&)",
        "(kind)::text = ANY (ARRAY[" + ", ".join(["'a'::text"] * 300) + "])",
        " + ".join(["((a IS NOT NULL))::integer"] * 15),
        "FROM ('a', MINVALUE) TO ('b', MAXVALUE)",
    ],
)
def test_what_people_write_is(text: str) -> None:
    check_expressions(list(tokenize(text)))


COPIES = " AND ".join(["(upper(a) <> 'A')"] * 95)
GROW = f"""CREATE TABLE public.grow (
    id integer DEFAULT 7 NOT NULL,
    a text,
    b text GENERATED ALWAYS AS ({JOINED}) STORED NOT NULL,
    c text GENERATED ALWAYS AS ({NESTED}) STORED,
    d text DEFAULT {NESTED.replace("(a,", "('a',")},
    e text GENERATED ALWAYS AS ((lower(a) || '!'::text)) STORED,
    CONSTRAINT named CHECK ((length({NESTED}) > 0)),
    CONSTRAINT many CHECK (({COPIES})),
    CONSTRAINT more CHECK (({COPIES})),
    CONSTRAINT kept CHECK ((length(a) > 0))
)"""
COPY = "COPY public.grow (id, a) FROM stdin;\n"
ROW = b"1\t" + b"A" * (8 * MB) + b"\n\\.\n"
DROPPED = {
    ("constraint", ("public.grow.more",)),
    ("constraint", ("public.grow.named",)),
    ("default", ("public.grow.d",)),
    ("values of a generated column", ("public.grow.b",)),
    ("values of a generated column", ("public.grow.c",)),
}


@pytest.fixture(scope="module")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Valid:
    return Valid(tmp_path_factory.mktemp("dumps"))


def plain(dumps: Valid) -> bytes:
    rows = COPY.encode() + ROW
    return before_tables(dumps, f"{GROW};\n").replace(
        b"COPY ds3.blob ", rows + b"\nCOPY ds3.blob ", 1
    )


def archive(dumps: Valid) -> bytes:
    made = Entry("TABLE", "grow", f"{GROW};\n", "public", number=2_000_000)
    data = Entry(
        "TABLE DATA", "grow", schema="public", copy=COPY, needs=[2_000_000], data=ROW
    )
    return with_entries(dumps, made, data, data={"1000001.dat": ROW + b"\n\n"})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("build", [plain, archive])
def test_tables_are_loaded_without_what_would_grow(
    customer: Customer, dumps: Valid, tmp_path: Path, build
) -> None:
    path = tmp_path / "growing"
    path.write_bytes(build(dumps))
    done = restore(customer, path)
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    left = {(group["what"], tuple(group["names"])) for group in done.plan["left_out"]}
    assert left >= DROPPED
    row = "SELECT length(a), b, c, d, right(e, 2) FROM public.grow"
    assert Served(customer).read(row) == [("8000000", None, None, None, "a!")]
    kept = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
    kept += " AND connamespace = 'public'::regnamespace ORDER BY 1"
    assert Served(customer).read(kept) == [("kept",), ("many",)]


TOO_MUCH = "SELECT array_agg(repeat('x', 1000000)) FROM generate_series(1, %s)"


@pytest.mark.slow
@pytest.mark.usefixtures("embedded_services")
def test_a_statement_beyond_the_bound_fails_alone() -> None:
    """Others' sessions on the same server neither end nor wait."""
    stop, failures, answers = threading.Event(), [], []

    def other() -> None:
        with psycopg.connect(landing().admin_url, autocommit=True) as session:
            while not stop.wait(0.1):
                try:
                    answers.append(session.execute("SELECT 1").fetchone())
                except psycopg.Error as error:
                    failures.append(error)

    thread = threading.Thread(target=other)
    thread.start()
    try:
        with psycopg.connect(landing().admin_url, autocommit=True) as session:
            with pytest.raises(psycopg.errors.OutOfMemory):
                session.execute(TOO_MUCH, [statement_memory() // MB + 200])
            assert session.execute("SELECT 2").fetchone() == (2,)
    finally:
        stop.set()
        thread.join()
    assert answers
    assert failures == []
