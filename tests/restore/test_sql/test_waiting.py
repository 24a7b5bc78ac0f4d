"""Cancel, lost servers, big fields: while loading."""

import io
import time

import psycopg
import pytest

from files.errors import Refused
from restore.sql.later import MOST_IN_MEMORY, Kept, Later
from restore.sql.load import build_indexes
from restore.sql.wire import Beat, Wire
from tests.fixtures.patience import soon
from tests.restore.test_sql.conftest import Target, admin, assert_left, dump, ignore

TABLE = b"CREATE TABLE public.t (\n    a text\n);\n"


class CancelledError(Exception):
    pass


@pytest.mark.slow
def test_a_server_that_is_silent_does_not_hold_up_a_cancel(target: Target) -> None:
    started = time.monotonic()

    def tick(done: int) -> None:
        if time.monotonic() - started > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError), Wire(target.staging.connect(), Beat(tick)) as w:
        w.run(b"SELECT pg_sleep(60)")
    assert time.monotonic() - started < soon(5)
    assert_left(target)


def test_a_wire_takes_one_statement_only(target: Target) -> None:
    with Wire(target.staging.connect(), Beat(ignore)) as wire:
        with pytest.raises(Refused, match="multiple commands"):
            wire.run(b"SELECT 1; SELECT 2")
        assert wire.run(b"SELECT 1") == 1


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["load", "index"])
def test_a_lost_connection_is_one_sentence(target: Target, stage: str) -> None:
    def end_it() -> None:
        with admin() as session:
            query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
            session.execute(query + "datname = %s", [target.staging.database])

    def tick(done: int) -> None:
        if done and not ended:
            ended.append(done)
            end_it()

    ended: list[int] = []
    rows = b"COPY public.t (a) FROM stdin;\n" + b"1\n" * 500_000 + b"\\.\n"
    key = b"CREATE INDEX %s ON public.t USING btree (a);\n"
    data = dump(TABLE + rows + key % b"i" + key % b"j")
    if stage == "load":
        with pytest.raises(Refused) as caught:
            target.load(data, tick=tick)
    else:
        later = target.load(data).later
        with pytest.raises(Refused) as caught:
            build_indexes(later, target.staging.connect, tick=tick, log=ignore)
    assert caught.value.code == "server_gone"


class Long(io.RawIOBase):
    """One row with a field of many megabytes, made as it is read."""

    def __init__(self, megabytes: int) -> None:
        start, end = dump(TABLE + b"COPY public.t (a) FROM stdin;\n|").split(b"|")
        self.parts = [start, *[b"x" * 1_000_000] * megabytes, b"\n\\.\n" + end]

    def read(self, size: int = -1, /) -> bytes:
        if not self.parts:
            return b""
        part, self.parts[0] = self.parts[0][:size], self.parts[0][size:]
        if not self.parts[0]:
            self.parts.pop(0)
        return part


@pytest.mark.slow
def test_a_field_of_200_megabytes(target: Target) -> None:
    assert target.load(Long(200)).rows == {"public.t": 1}
    assert target.read("SELECT length(a) FROM public.t") == [(200_000_000,)]


def test_many_later_statements_go_to_disk() -> None:
    later = Later()
    kept = Kept("index", 'public."ä"\n', "x" * 100_000, 7)
    for _ in range(MOST_IN_MEMORY // 100_000 + 5):
        later.add(kept)
    assert len(later) == len(list(later)) == MOST_IN_MEMORY // 100_000 + 5
    assert next(iter(later)) == kept
    later.close()


def test_ticks_are_bytes_and_never_go_back(target: Target) -> None:
    seen: list[int] = []
    data = dump(
        TABLE + b"COPY public.t (a) FROM stdin;\n" + b"1\n" * 900_000 + b"\\.\n"
    )
    target.load(data, tick=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(data)


def test_a_role_that_may_not_log_in_is_no_refusal() -> None:
    def connect() -> psycopg.Connection:
        raise psycopg.OperationalError("no")

    with pytest.raises(psycopg.OperationalError):
        build_indexes(Later(), connect, tick=ignore, log=ignore)
