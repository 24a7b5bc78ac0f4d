import time

import pytest

from files.errors import Refused
from restore.sql.indexing import _Queue
from restore.sql.later import Kept
from restore.sql.load import build_indexes
from tests.fixtures.patience import soon
from tests.restore.test_sql.conftest import Target, assert_left, dump, ignore

TABLES = b"".join(
    b"CREATE TABLE public.t%d (\n    a integer\n);\n" % n for n in range(4)
)
ROWS = b"".join(
    b"COPY public.t%d (a) FROM stdin;\n" % n
    + b"".join(b"%d\n" % row for row in range(50_000))
    + b"\\.\n"
    for n in range(4)
)
KEYS = b"".join(
    b"ALTER TABLE ONLY public.t%d ADD CONSTRAINT k%d PRIMARY KEY (a);\n" % (n, n)
    for n in range(4)
)
REFERENCES = b"".join(
    b"ALTER TABLE ONLY public.t%d ADD CONSTRAINT f%d_%d FOREIGN KEY (a) REFERENCES"
    b" public.t%d(a);\n" % (one, one, other, other)
    for one in range(4)
    for other in range(4)
)


class CancelledError(Exception):
    pass


@pytest.mark.slow
def test_keys_come_before_what_refers_to_them(target: Target) -> None:
    later = target.load(dump(TABLES + ROWS + KEYS + REFERENCES)).later
    done: list[int] = []
    build_indexes(
        later, target.staging.connect, tick=done.append, log=ignore, connections=4
    )
    assert done == sorted(done)
    assert done[-1] == len(later) == 20
    query = (
        "SELECT contype, count(*) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace GROUP BY 1 ORDER BY 1"
    )
    assert target.read(query)[0] == ("f", 16)
    assert target.read(query)[-1] == ("p", 4)


def test_one_that_fails_ends_all(target: Target) -> None:
    twice = ROWS.replace(b"\n7\n", b"\n8\n", 1)
    later = target.load(dump(TABLES + twice + KEYS + REFERENCES)).later
    with pytest.raises(Refused, match="could not create unique index"):
        build_indexes(
            later, target.staging.connect, tick=ignore, log=ignore, connections=3
        )
    assert_left(target)


def test_cancel_ends_all(target: Target) -> None:
    def tick(done: int) -> None:
        if done:
            raise CancelledError

    later = target.load(dump(TABLES + ROWS + KEYS + REFERENCES)).later
    started = time.monotonic()
    with pytest.raises(CancelledError):
        build_indexes(
            later, target.staging.connect, tick=tick, log=ignore, connections=3
        )
    assert time.monotonic() - started < soon(5)
    assert_left(target)


def kept(table: str, refers: str = "", what: str = "constraint") -> Kept:
    return Kept(what, table, "", 0, refers)


def test_what_shares_a_table_keeps_its_order() -> None:
    first, second, other = kept("a"), kept("b", "a"), kept("c")
    queue = _Queue([first, second, kept("b"), other])
    assert queue.next([]) is first
    assert queue.next([first]) is other  # b waits for a, and b's next for b
    assert queue.next([first, other]) is None
    assert queue.next([other]) is second


def test_index_partitions_run_alone() -> None:
    first, alone, last = kept("a"), kept("i", what="index partition"), kept("z")
    queue = _Queue([first, alone, last])
    assert queue.next([]) is first
    assert queue.next([first]) is None
    assert queue.next([]) is alone
