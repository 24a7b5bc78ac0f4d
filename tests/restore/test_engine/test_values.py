"""Odd values arrive as they were, and what is left out is listed: 51, 15 to 24."""

from pathlib import Path

import psycopg
import pytest

from customers.models import Customer
from jobs.models import JobState
from tests.restore.corpus.real import LEFT_OUT

from .harness import RUNS, Served, landing, restore
from .sources import BLACKPEARL, dump_of

pytestmark = pytest.mark.django_db(transaction=True)
FORMATS = [("-Fc",), ("-Fp",), ("-Fp", "--inserts")]
COLUMNS = "id::text, value, day::text, moment::text, number::text, raw::text"
ODD = f"SELECT {COLUMNS} FROM public.odd ORDER BY id"
BIG = """
    CREATE TABLE public.big (value text);
    INSERT INTO public.big SELECT repeat('0123456789', 20000000);
"""


def original(script: str, query: str) -> list[tuple[object, ...]]:
    """What a plain session reads where the script was run itself."""
    with psycopg.connect(landing().admin_url) as session:
        session.execute(script.replace("public.odd", "pg_temp.odd").encode())
        query = query.replace("public.odd", "pg_temp.odd")
        rows = session.execute(query.encode()).fetchall()
        session.rollback()
    return rows


@pytest.mark.parametrize("options", FORMATS, ids=" ".join)
def test_odd_values(
    options: tuple[str, ...], customer: Customer, tmp_path: Path
) -> None:
    script = LEFT_OUT["51 values"]
    path = dump_of(BLACKPEARL + script, tmp_path / "odd.dump", *options)
    done = restore(customer, path)
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    expected = original(script, ODD)
    assert len(expected) == 6
    assert Served(customer).read(ODD) == expected


@pytest.mark.slow
def test_a_field_of_two_hundred_megabytes(customer: Customer, tmp_path: Path) -> None:
    """Of an archive, only pg_restore reads it."""
    done = restore(customer, dump_of(BLACKPEARL + BIG, tmp_path / "big", "-Fp"))
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    size = "SELECT octet_length(value), left(value, 12) FROM public.big"
    assert Served(customer).read(size) == [("200000000", "012345678901")]


def test_what_runs_would_be_found() -> None:
    """The query that finds none in what was restored finds them where they are."""
    names = ["15 trigger", "17 policy", "19 cast", "20 rule", "18 shadowed"]
    names += ["20 view beside", "24 large objects"]
    script = BLACKPEARL + "".join(LEFT_OUT[name] for name in names)
    script = script.replace("ds3.spy()", "ds3.spy2()")
    kinds = {str(kind) for kind, _ in original(script, RUNS)}
    assert kinds == {
        "function", "relation", "trigger", "policy", "rule", "cast", "operator",
        "large object",
    }  # fmt: skip


@pytest.mark.parametrize("option", ["-Fc", "-Fp"])
def test_what_is_left_out_is_listed(
    option: str, customer: Customer, tmp_path: Path
) -> None:
    names = ["15 trigger", "17 policy", "19 cast", "20 rule", "21 heavy view"]
    more = "".join(LEFT_OUT[name] for name in names).replace("ds3.spy()", "ds3.spy2()")
    path = dump_of(BLACKPEARL + more, tmp_path / "dump", option)
    done = restore(customer, path)
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    listed = {left["what"]: left["count"] for left in done.plan["left_out"]}
    expected = {"trigger", "policy", "cast", "rule", "materialized view", "function"}
    assert expected <= listed.keys()
    assert listed["function"] == 3
    assert Served(customer).runs() == []
