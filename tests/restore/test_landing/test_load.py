"""Archives, loaded for real."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from customers.appliances import Appliance
from files.errors import Refused
from restore.landing.archive import (
    Section,
    arguments,
    environment,
    full_parse,
    load_archive,
    without_schemas,
)
from restore.landing.names import application_name
from restore.landing.progress import watched
from restore.landing.reading import read
from restore.landing.remains import terminate
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging
from restore.landing.verify import verify
from restore.types import Format
from tests.fixtures.patience import soon

from .conftest import Customer, contents, dump, load, part_of, publish, tools

pytestmark = pytest.mark.slow

OBJECTS = "SELECT pg_catalog.count(*), min(creation_date) FROM ds3.s3_object"
MANY = """
CREATE SCHEMA ds3;
CREATE TABLE ds3.s3_object (id bigint, name text);
INSERT INTO ds3.s3_object
    SELECT g, repeat(md5(g::text), 8) FROM generate_series(1, 100000) g;
"""


def test_an_archive_is_loaded_verified_published_and_read(
    staging: Staging, archive: Path, customer: Customer
) -> None:
    load(staging, archive)
    verified = verify(staging, (), Appliance.BLACKPEARL)
    published = publish(
        staging, live=customer.live, suffix=customer.suffix, tables=verified.names
    )

    assert published.old == ""
    assert verified.rows["ds3.s3_object"] == 500
    assert verified.size > 1_000_000
    assert read(staging.server, customer.live, customer.suffix, OBJECTS) == [
        ("500", "infinity")
    ]


def test_a_directory_too(server: Server, staging: Staging, tmp_path: Path) -> None:
    made = dump(server, MANY, tmp_path / "d", "-Fd")
    load(staging, made)
    with staging.connect() as session:
        count = "SELECT count(*) FROM ds3.s3_object"
        assert session.execute(count).fetchone() == (100_000,)


@pytest.fixture(scope="module")
def big(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dump(server, MANY, tmp_path_factory.mktemp("dumps") / "big.dump")


def test_filling_tables_writes_no_log(staging: Staging, big: Path) -> None:
    position = "SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn"
    with staging.connect_admin() as session:
        before = session.execute(position).fetchone()
        load(staging, big, Section.DATA)
        after = session.execute(position).fetchone()
        size = session.execute("SELECT pg_database_size(current_database())").fetchone()
    assert before
    assert after
    assert size
    assert after[0] - before[0] < size[0] / 4


def test_progress_grows_to_what_was_read(staging: Staging, big: Path) -> None:
    ticks: list[int] = []
    load_archive(staging, part_of(big, contents(big)), tools(ticks.append))
    assert ticks == sorted(ticks)
    assert len(ticks) > 1


def test_known_sizes_make_it_whole(staging: Staging, archive: Path) -> None:
    text = contents(archive)
    lines = [line for line in text.splitlines() if " TABLE DATA " in line]
    items = [int(line.split(";")[0]) for line in lines]
    ticks: list[int] = []
    part = part_of(archive, text, sizes=dict.fromkeys(items, 1_000_000))
    load_archive(staging, part, tools(ticks.append))
    assert ticks == sorted(ticks)
    assert ticks[-1] == 1_000_000 * len(items)


class StopError(Exception):
    pass


def test_what_tick_raises_stops_it_within_seconds(staging: Staging, big: Path) -> None:
    begun = time.monotonic()

    def tick(done: int) -> None:
        if time.monotonic() > begun + 0.1:
            raise StopError

    with pytest.raises(StopError):
        load_archive(staging, part_of(big, contents(big)), tools(tick))
    assert time.monotonic() - begun < soon(5)
    assert _sessions(staging) == 0


def _sessions(staging: Staging) -> int:
    time.sleep(0.3)
    with staging.server.connect() as session:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        found = session.execute(query, [application_name(staging.job_id)]).fetchone()
    return int(found[0]) if found else -1


def test_a_database_that_grows_too_big_is_stopped(
    staging: Staging, big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restore.landing.progress.INTERVAL", 0.02)
    with pytest.raises(Refused) as refused:
        load_archive(staging, part_of(big, contents(big)), tools(limit=20_000_000))
    assert refused.value.code == "too_big"


def test_a_statement_that_takes_too_long_is_stopped(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it came to run, and whatever it set as its own timeout."""
    monkeypatch.setattr("restore.landing.progress.INTERVAL", 0.02)
    patient = replace(tools(), patience=0.3)
    with (
        staging.connect(statement_timeout="0") as session,
        pytest.raises(Refused) as refused,
        watched(staging, patient),
    ):
        session.execute("SELECT pg_sleep(600)")
    assert refused.value.code == "too_slow"
    assert _sessions(staging) == 0


def test_a_plain_dump_that_grows_too_big_is_stopped(
    staging: Staging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restore.landing.progress.INTERVAL", 0.02)
    much = "CREATE TABLE public.much AS SELECT md5(n::text) FROM generate_series"
    with (
        staging.connect() as session,
        pytest.raises(Refused) as refused,
        watched(staging, tools(limit=20_000_000)),
    ):
        session.execute(f"{much}(1, 3000000) n".encode())
    assert refused.value.code == "too_big"


def test_ended_sessions_are_no_fault_of_the_backup(
    staging: Staging, big: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restore.landing.progress.INTERVAL", 0.02)

    def end() -> None:
        terminate(staging.server, application=application_name(staging.job_id))

    with pytest.raises(Refused) as refused:
        load_archive(staging, part_of(big, contents(big)), tools(lambda _: end()))
    assert refused.value.code == "server_gone"


def test_a_truncated_archive_is_found_before_it_is_loaded(
    big: Path, tmp_path: Path
) -> None:
    full_parse(big, Format.CUSTOM)
    cut = tmp_path / "cut.dump"
    cut.write_bytes(big.read_bytes()[: big.stat().st_size // 2])
    with pytest.raises(Refused) as refused:
        full_parse(cut, Format.CUSTOM)
    assert refused.value.code == "truncated"


def test_a_damaged_archive_is_found_before_it_is_loaded(
    big: Path, tmp_path: Path
) -> None:
    content = bytearray(big.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 50] = bytes(50)
    damaged = tmp_path / "damaged.dump"
    damaged.write_bytes(content)
    with pytest.raises(Refused) as refused:
        full_parse(damaged, Format.CUSTOM)
    assert refused.value.code in ("damaged", "truncated")


def test_the_error_is_one_sentence(
    server: Server, archive: Path, new_job: Callable[[], UUID]
) -> None:
    lacking = create_staging(server, new_job(), schemas=["ds3"])
    with pytest.raises(Refused) as refused:
        load(lacking, archive)
    assert refused.value.code == "load_failed"
    assert refused.value.sentence == (
        'PostgreSQL refused a part of the backup: schema "tape" does not exist.'
    )


def test_no_secret_in_the_arguments(staging: Staging, tmp_path: Path) -> None:
    argv = arguments(staging, part_of(tmp_path, ""), tmp_path / "list", 2)
    admin = str(staging.server.parameters["password"])
    assert not any(staging.password in word or admin in word for word in argv)
    assert environment(staging).keys() == {"LC_ALL", "PATH", "TZ", "PGPASSWORD"}


def test_schemas_are_left_to_the_admin() -> None:
    kept = "220; 1259 16425 TABLE ds3 SCHEMA - x owner\n"
    assert without_schemas(f"6; 2615 16418 SCHEMA - ds3 owner\n{kept}") == kept
