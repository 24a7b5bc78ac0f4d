"""`restore_backup` and its relatives, as a shell sees them."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from customers.models import Customer
from jobs.execute import execute
from jobs.models import Job
from restore.models import Restore, RestoredDatabase
from tests.commands.conftest import Result, assert_refused, run  # noqa: F401

from .conftest import Samples
from .harness import Served, databases

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., Result]


@pytest.fixture
def back_up(run: Run, customer: Customer) -> Run:  # noqa: F811
    """`restore_backup FILE --customer … --type blackpearl …`"""

    def call(file: Path, *options: object, kind: str = "blackpearl") -> Result:
        named = ("--customer", customer.name, "--type", kind)
        return run("restore_backup", file, *named, *options)

    return call


@pytest.fixture
def shell(transactional_db: None) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A real process."""
    name = connections["default"].settings_dict["NAME"]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TRACKER_TEST_DATABASE": name,
    }

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *map(str, arguments)]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True,
            timeout=120,
        )  # fmt: skip

    return call


def test_the_answer_in_json(back_up: Run, blackpearl: Samples, customer: Customer):
    result = back_up(blackpearl("dump"), "--format", "json", "--date", "2026-01-19")
    assert (result.code, result.err) == (0, "")
    told = result.json
    digest = hashlib.sha256(blackpearl("dump").read_bytes()).hexdigest()
    assert told["database"] == Served(customer).name
    assert (told["state"], told["format"]) == ("done", "custom")
    assert told["backup_sha256"] == digest
    assert told["tables"] == len(blackpearl.rows)
    assert told["rows"] == sum(blackpearl.rows.values())
    assert told["inventory_date"] == "2026-01-19"
    assert told["seconds"] > 0
    assert set(told["stages"]) >= {"Load", "Switch over"}


def test_the_answer_in_words(back_up: Run, blackpearl: Samples, customer: Customer):
    result = back_up(blackpearl("dump"))
    assert (result.code, result.err) == (0, "")
    assert result.out == f"{Served(customer).name}: done.\n"


def test_a_dry_run_changes_nothing(
    back_up: Run, blackpearl: Samples, customer: Customer
):
    result = back_up(blackpearl("sql.zst"), "--dry-run", "--format", "json")
    assert (result.code, result.err) == (0, "")
    told = result.json
    assert (told["state"], told["kind"]) == ("planned", "blackpearl")
    assert told["database"] == Served(customer).name
    assert len(told["tables"]) == len(blackpearl.rows)
    assert not Job.objects.exists()
    assert not Restore.objects.exists()
    assert databases(customer) == []


def test_what_is_odd_is_said_and_done_all_the_same(
    back_up: Run, blackpearl: Samples, customer: Customer
):
    back_up(blackpearl("dump"), "--date", "2026-01-19")
    before = ("--date", "2026-01-12")
    planned = back_up(blackpearl("dump"), *before, "--dry-run", "--format", "json")
    assert [q.partition(" ")[0] for q in planned.json["questions"]] == ["This", "The"]
    result = back_up(blackpearl("dump"), *before)
    assert (result.code, result.err) == (0, "")
    told = f"{Served(customer).name}: done.\nThis backup is from 12 Jan 2026"
    assert result.out.startswith(told)


def test_a_dry_run_in_words(back_up: Run, blackpearl: Samples, customer: Customer):
    result = back_up(blackpearl("dump"), "--dry-run")
    assert result.code == 0
    assert f"to be restored as {Served(customer).name}" in result.out


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_refusal_is_one_sentence(
    options: tuple[str, ...], back_up: Run, blackpearl: Samples
):
    assert_refused(back_up(blackpearl("dump"), *options, kind="rio"), "BlackPearl")


def test_not_waiting_leaves_it_to_a_worker(
    back_up: Run, blackpearl: Samples, customer: Customer
):
    result = back_up(blackpearl("dump"), "--no-wait", "--format", "json")
    assert (result.code, result.json["state"]) == (0, "queued")
    assert databases(customer) == []
    assert execute(Job.objects.get().pk) == "done"
    assert databases(customer) == [Served(customer).name]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("/not/there.dump", "does not exist"),
        ("/tmp", "is a folder"),
        ("/tmp/\n", "does not exist"),
        ("", "is a folder"),
    ],
)
def test_a_file_that_can_not_be_read(back_up: Run, file: str, sentence: str):
    assert_refused(back_up(file), sentence)  # type: ignore[arg-type]
    assert not Job.objects.exists()


@pytest.mark.parametrize("day", ["2199-01-01", "yesterday", "2026-02-30"])
def test_an_impossible_date(back_up: Run, blackpearl: Samples, day: str):
    assert_refused(back_up(blackpearl("dump"), "--date", day), "--date")
    assert not Job.objects.exists()


def test_an_unknown_customer(run: Run, blackpearl: Samples):  # noqa: F811
    who = ("--customer", "Nobody", "--type", "blackpearl")
    assert_refused(run("restore_backup", blackpearl("dump"), *who), "Nobody")


def test_an_unknown_type(back_up: Run, blackpearl: Samples):
    assert_refused(back_up(blackpearl("dump"), kind="toaster"), "toaster")


def test_restores_are_listed(
    run: Run,  # noqa: F811
    back_up: Run,
    blackpearl: Samples,
    customer: Customer,
    neighbour: Customer,
):
    back_up(blackpearl("dump"))
    back_up(blackpearl("dump"), kind="rio")
    last, first = run("list_restores", "--format", "json").json
    assert (first["state"], last["state"]) == ("done", "failed")
    assert (last["error_code"], last["kind"]) == ("wrong_kind", "rio")
    theirs = run("list_restores", "--customer", neighbour.name, "--format", "json")
    assert theirs.json == []
    text = run("list_restores").out
    assert Served(customer).name in text
    assert last["error"][:40] in text


def test_databases_are_listed_and_dropped(
    run: Run,  # noqa: F811
    back_up: Run,
    blackpearl: Samples,
    customer: Customer,
):
    back_up(blackpearl("dump"))
    name = Served(customer).name
    (listed,) = run("list_restored_databases", "--format", "json").json
    assert listed["name"] == name

    assert "would be deleted" in run("drop_restored_database", name, "--dry-run").out
    assert databases(customer) == [name]

    assert run("drop_restored_database", name).code == 0
    assert databases(customer) == []
    assert RestoredDatabase.objects.get().dropped_at
    assert run("list_restored_databases", "--format", "json").json == []
    assert_refused(run("drop_restored_database", name), name)


@pytest.mark.parametrize("name", ["postgres", "template1", "landing", 'a"; DROP'])
def test_nothing_else_is_dropped(run: Run, name: str):  # noqa: F811
    assert_refused(run("drop_restored_database", name), "no restored database")


@pytest.mark.slow
def test_as_a_process(shell: Any, blackpearl: Samples, customer: Customer):
    who = ("--customer", customer.name, "--format", "json")
    done = shell("restore_backup", blackpearl("dump.zst"), *who, "--type", "blackpearl")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["state"] == "done"
    assert unquoted(Served(customer).rows()) == unquoted(blackpearl.rows)

    refused = shell("restore_backup", blackpearl("dump"), *who, "--type", "rio")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "This is the backup of a BlackPearl, not of a Rio. Restore it as BlackPearl.\n"
    )


def unquoted(rows: dict[str, int]) -> dict[str, int]:
    return {name.replace('"', ""): count for name, count in rows.items()}
