"""Data directories from end to end: what a BlackPearl really sends."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from customers.appliances import Appliance
from customers.models import Customer
from embedded import binaries
from embedded.account import service_account
from embedded.programs.strays import marked_processes
from embedded.sandbox import levels
from embedded.sandbox.accounts import PROBE, ourselves
from embedded.sandbox.levels import Bubblewrap, Jail, Namespaces, Sandbox
from jobs.models import JobLog, JobState
from restore.datadir import allowance
from restore.models import Restore
from samples.server import server
from tests.fixtures.places import let_others_pass
from tests.fixtures.processes import Lifeline, hydra
from tests.restore.corpus.base import tar_of
from tests.restore.corpus.clusters import (
    BASE,
    LATE,
    LIVE,
    STOPPED,
    Files,
    copy,
    file_of,
    files_of,
    fill,
    half_a_base_backup,
    without_log,
)

from .conftest import MakeSamples
from .harness import Served, databases, left_of, restore
from .test_formats import assert_restored

pytestmark = pytest.mark.django_db(transaction=True)
MAJORS = os.environ.get("TRACKER_TEST_MAJORS", "14 18").split()
ENDS = {  # what each is wrapped in
    "datadir.tar.zst": ["zstd", "tar"],
    "live.datadir.tar": ["tar"],
    "basebackup.tar": ["tar", "gzip", "tar"],
}
OTHERS = {
    "nothing": "CREATE DATABASE nothing TEMPLATE template1",
    "a b": 'CREATE DATABASE "a b" TEMPLATE template1',
    "-x": 'CREATE DATABASE "-x" TEMPLATE template1',
    "dbname=x": 'CREATE DATABASE "dbname=x" TEMPLATE template1',
}

Put = Callable[[Files], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def put(files: Files) -> Path:
        path = tmp_path / "backup.tar"
        path.write_bytes(tar_of(files))
        return path

    return put


def assert_done(done: Restore) -> Served:
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    assert left_of(done.job_id) == []
    return Served(done.customer, Appliance(done.kind))


@pytest.mark.parametrize("major", MAJORS)
@pytest.mark.parametrize("end", ENDS)
def test_each_major_and_form(
    major: str, end: str, customer: Customer, make_samples: MakeSamples
) -> None:
    samples = make_samples(
        Appliance.BLACKPEARL, 300, "current", *ENDS, major=int(major)
    )
    done = restore(customer, samples(end))
    assert_restored(done, samples)
    assert done.plan["format"] == "data directory"
    assert done.plan["server_version"] == major
    assert done.plan["wrappers"] == ENDS[end]
    assert done.plan["consistency"] == (
        "consistent" if end.startswith("datadir") else "recovered"
    )


def test_a_rio(customer: Customer, make_samples: MakeSamples) -> None:
    samples = make_samples(Appliance.RIO, 300, "current", "datadir.tar.zst", major=18)
    done = restore(customer, samples("datadir.tar.zst"), Appliance.RIO)
    assert_restored(done, samples, Appliance.RIO)


class TestWhatItIsWorth:
    def test_the_log_is_brought_in(self, customer: Customer, put: Put) -> None:
        done = restore(customer, put(files_of(LATE, how=LIVE)))
        assert "late bucket" in assert_done(done).buckets()
        assert done.plan["consistency"] == "recovered"

    @pytest.mark.parametrize("how", [LIVE, BASE])
    def test_without_it_is_approximate(
        self, how: str, customer: Customer, put: Put
    ) -> None:
        done = restore(customer, put(without_log(files_of(LATE, how=how))))
        served = assert_done(done)
        assert done.plan["consistency"] == "approximate"
        assert any(
            "may be missing or incomplete" in note for note in done.plan["notes"]
        )
        assert ("late bucket" in served.buckets()) is (how == BASE)

    def test_a_log_that_ends_too_early(self, customer: Customer, put: Put) -> None:
        done = restore(customer, put(half_a_base_backup()))
        assert_done(done)
        assert done.plan["consistency"] == "approximate"
        told = JobLog.objects.filter(job=done.job, text__contains="could not be used")
        assert told.exists()

    def test_the_name_of_the_file_comes_first(
        self, customer: Customer, put: Put
    ) -> None:
        path = put(files_of())
        dated = path.rename(path.with_name("blackpearl_2026-01-19.tar"))
        assert restore(customer, dated).plan["dated"] == "2026-01-19"

    def test_lost_pages_are_told(self, customer: Customer, put: Put) -> None:
        """Of a table that nothing refers to, so that only this tells it."""
        files, name = file_of(
            "tape.blob_tape",
            "INSERT INTO tape.blob_tape SELECT gen_random_uuid(), id, NULL "
            "FROM ds3.blob",
        )
        data = files[name]
        files[name] = data[:8192] + bytes(8192) + data[16384:]
        done = restore(customer, put(files))
        rows = assert_done(done).rows()["tape.blob_tape"]
        assert 0 < rows < 500
        assert any("tape.blob_tape. Rows may" in note for note in done.plan["notes"])
        assert "lost_pages" in done.plan["asked"]


class TestWhichDatabase:
    def test_by_its_tables(self, customer: Customer, put: Put) -> None:
        others = ";".join(OTHERS.values())
        done = restore(customer, put(several(others, name="a name of its own")))
        assert_done(done)
        (left,) = (e for e in done.plan["left_out"] if e["what"] == "database")
        assert set(left["names"]) == {"nothing", "a b"}

    def test_that_of_the_kind_asked_for(self, customer: Customer, put: Put) -> None:
        files = several("CREATE DATABASE rio_db TEMPLATE template1", RIO)
        done = restore(customer, put(files), Appliance.RIO)
        assert assert_done(done).rows()["public.broker"] == 1

    def test_one_that_has_none(self, customer: Customer, put: Put) -> None:
        files = several("SELECT 1", drop="tapesystem")
        refused = restore(customer, put(files))
        assert refused.job.error_code == "no_tables"
        assert databases(customer) == left_of(refused.job_id) == []


RIO = """
    CREATE TABLE public.broker (broker_id bigint, broker_name text);
    CREATE TABLE public.broker_object (broker_object_id bigint, broker_id bigint,
                                       file_name text, size bigint);
    INSERT INTO public.broker VALUES (1, 'Avid');
    INSERT INTO public.broker_object VALUES (1, 1, 'a', 1);
"""


def several(
    create: str, more: str = "", *, name: str = "tapesystem", drop: str = ""
) -> Files:
    """A server with more databases than one; `more` is run in rio_db."""
    with server() as running:
        fill(running, name)
        with running.connect("template1") as session:
            for statement in create.split(";"):
                session.execute(statement.encode())
            if drop:
                session.execute(f"DROP DATABASE {drop}".encode())
        if more:
            with running.connect("rio_db") as session:
                session.execute(more.encode())
        return copy(running, STOPPED)


class TestWithoutSandbox:
    @pytest.fixture(autouse=True)
    def none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(levels, "works", lambda _: False)

    def test_production_refuses(self, customer: Customer, put: Put, settings) -> None:
        settings.RESTORE_REQUIRE_SANDBOX = True
        refused = restore(customer, put(files_of()))
        assert refused.job.error_code == "no_sandbox"
        assert "bubblewrap" in refused.job.error
        assert left_of(refused.job_id) == databases(customer) == []


# A program that pg_dump's first look at the roles begins, as superuser.
ROLES = """
    SET allow_system_table_mods = on;
    CREATE FUNCTION public.burn() RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN
        IF pg_catalog.current_setting('spy.asked', true) IS NULL THEN
            PERFORM pg_catalog.set_config('spy.asked', 'once', false);
            COPY (SELECT 1) TO PROGRAM '{script}';
        END IF;
        RETURN true;
    END $$;
    DO $$ BEGIN
        EXECUTE pg_catalog.format(
            'CREATE OR REPLACE VIEW pg_catalog.pg_roles AS
             SELECT * FROM (%s) r WHERE public.burn()',
            pg_catalog.rtrim(pg_catalog.pg_get_viewdef('pg_roles'::regclass), ';')
        );
    END $$;
"""


def roles_run(script: str) -> str:
    """It reads the line that it is sent, as else COPY may fail."""
    return ROLES.format(script=f"read x; {script}".replace("'", "''"))


ONLY_ROOTS = pytest.param(Jail, marks=pytest.mark.root)


@pytest.fixture(params=[Bubblewrap, ONLY_ROOTS, Namespaces, Sandbox])
def level(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Each level that there is here; whether it is a sandbox."""
    sort, works = request.param, levels.works
    who = PROBE if os.geteuid() == 0 else ourselves()
    possible = levels.possible(binaries(18), who)
    if sort is not Sandbox and not any(type(w) is sort and works(w) for w in possible):
        pytest.skip(f"no {sort.__name__.lower()} here")
    monkeypatch.setattr(levels, "works", lambda w: type(w) is sort and works(w))
    return sort is not Sandbox


def reachable(tmp_path: Path) -> Path:
    """A folder that anybody may write into; but nobody may read what is beside it."""
    let_others_pass(tmp_path)
    (planted := tmp_path / "planted").mkdir()
    planted.chmod(0o777)
    return planted


# Without walls, only root has another account for it.
@pytest.mark.parametrize(
    "level",
    [
        Bubblewrap,
        ONLY_ROOTS,
        Namespaces,
        pytest.param(Sandbox, marks=pytest.mark.root),
    ],
    indirect=True,
)
def test_its_code_reaches_no_file_of_ours(
    level: bool, customer: Customer, put: Put, tmp_path: Path
) -> None:
    """Code that runs as its superuser, of which only the account is left."""
    ours, folder = settings.VAR_DIR / "secrets.json", settings.VAR_DIR / "landing"
    theirs = tmp_path / "of another restore"
    theirs.write_text("x")
    theirs.chmod(0o600)
    assert ours.is_file()
    assert folder.is_dir()
    told = reachable(tmp_path) / "told"
    look = f"cat {ours} || ls {folder} || cat '{theirs}' || echo nothing"
    done = restore(customer, put(files_of(roles_run(f"{{ {look}; }} > '{told}'"))))
    assert done.job.state in (JobState.DONE, JobState.FAILED)
    assert left_of(done.job_id) == []
    assert told.exists() is not level
    if told.exists():  # it ran, and this is all that it found
        assert told.read_text().split() == ["nothing"]
        assert told.stat().st_uid not in (0, service_account().uid)


def test_nothing_it_starts_outlives_the_restore(
    level: bool, customer: Customer, put: Put, lifeline: Lifeline
) -> None:
    """Shown outside of walls by the lifeline, which nothing within them reaches."""
    script = hydra("moving", 4)
    held = f"exec 9> {lifeline.path}; {script}"
    either = f"test -e {lifeline.path} && {{ {held} }} || {{ {script} }}"
    done = restore(customer, put(files_of(roles_run(either))))
    assert_done(done)
    assert done.job_id not in {job for job, _ in marked_processes()}
    assert level or not lifeline.is_held()
    assert done.plan["sandbox"] is level
    assert (levels.UNSAFE in done.plan["notes"]) is not level
    # Of its last checkpoint, as nothing else tells it.
    assert abs((date.fromisoformat(done.plan["dated"]) - date.today()).days) < 2


def test_its_programs_share_one_memory(
    level: bool, customer: Customer, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them would be below the limit. `tail` keeps what has no end of line."""
    monkeypatch.setattr(allowance, "most_memory", lambda: 300 * allowance.MIB)
    hoard = "(head -c 100000000 /dev/zero; sleep 100) | tail >/dev/null &"
    done = restore(customer, put(files_of(roles_run(f"{hoard * 5} wait"))))
    assert done.job.error_code == "too_much", done.job.error
    assert "300.0 MiB of memory" in done.job.error
    assert left_of(done.job_id) == databases(customer) == []
    assert done.job_id not in {job for job, _ in marked_processes()}
