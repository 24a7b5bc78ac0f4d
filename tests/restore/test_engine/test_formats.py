"""Every format, and every wrapper around some, becomes the same database."""

import hashlib
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from customers.appliances import Appliance
from customers.models import Customer
from gather.models import Inventory
from jobs.models import JobState
from restore.models import Backup, Restore, RestoredDatabase
from tests.gather.answers import counted_in, without_measures

from .conftest import BARE, RIO_WRAPPED, WRAPPED, MakeSamples, Samples
from .harness import Served, databases, left_of, restore

pytestmark = pytest.mark.django_db(transaction=True)
FORMAT = {"dump": "custom", "tar": "directory", "dir.tar": "directory", "sql": "plain"}
OUTERMOST_FIRST = {
    "": [],
    ".gz": ["gzip"],
    ".zst": ["zstd"],
    ".zip": ["zip"],
    ".tar.zst": ["zstd", "tar"],
    ".tar.gz": ["gzip", "tar"],
}


def unquoted(rows: dict[str, int]) -> dict[str, int]:
    return {name.replace('"', ""): count for name, count in rows.items()}


def assert_restored(
    done: Restore, samples: Samples, kind: Appliance = Appliance.BLACKPEARL
) -> None:
    """The rows are counted anew, and compared with what the simulator made."""
    assert (done.job.error, done.job.state) == ("", JobState.DONE)
    served = Served(done.customer, kind)
    assert unquoted(served.rows()) == unquoted(samples.rows)
    assert unquoted(done.result["rows_per_table"]) == unquoted(samples.rows)
    assert done.result["rows"] == sum(samples.rows.values())
    assert done.result["tables"] == len(samples.rows)
    assert left_of(done.job_id) == []
    assert databases(done.customer) == [served.name]


@pytest.mark.parametrize(("form", "wrapper"), [*BARE, *WRAPPED])
def test_a_blackpearl(
    form: str, wrapper: str, customer: Customer, blackpearl: Samples
) -> None:
    done = restore(customer, blackpearl(form + wrapper))
    assert_restored(done, blackpearl)
    assert done.plan["format"] == FORMAT[form]
    inner = ["tar"] if FORMAT[form] == "directory" else []
    assert done.plan["wrappers"] == OUTERMOST_FIRST[wrapper] + inner


@pytest.mark.parametrize(("form", "wrapper"), [*BARE, *RIO_WRAPPED])
def test_a_rio(form: str, wrapper: str, customer: Customer, rio: Samples) -> None:
    assert_restored(
        restore(customer, rio(form + wrapper), Appliance.RIO), rio, Appliance.RIO
    )


@pytest.mark.parametrize("end", ["dump", "sql.zst"])
def test_twenty_thousand_objects(
    end: str, customer: Customer, make_samples: MakeSamples, with_stock: None
) -> None:
    """What is loaded by pg_restore, and what is loaded by us."""
    samples = make_samples(Appliance.BLACKPEARL, 20_000, "current", "dump", "sql.zst")
    done = restore(customer, samples(end))
    assert_restored(done, samples)
    inventory = Inventory.objects.get(pk=done.result["inventory"]["inventory"])
    expected = samples.catalogue.expected()["inventory"]
    assert counted_in(inventory) == without_measures(expected)


def test_one_from_2017(customer: Customer, make_samples: MakeSamples) -> None:
    samples = make_samples(Appliance.BLACKPEARL, 200, "2017", "dump")
    done = restore(customer, samples("dump"))
    assert_restored(done, samples)
    assert any("November 2017" in note for note in done.plan["notes"])


@pytest.mark.parametrize("end", ["dump", "sql"])
def test_one_from_2014_is_too_old(
    end: str, customer: Customer, make_samples: MakeSamples
) -> None:
    samples = make_samples(Appliance.BLACKPEARL, 200, "2014", "dump", "sql")
    refused = restore(customer, samples(end))
    assert (refused.job.state, refused.job.error_code) == (JobState.FAILED, "too_old")
    assert "before 2015" in refused.job.error
    assert databases(customer) == []


def test_what_is_recorded(
    customer: Customer, blackpearl: Samples, with_stock: None
) -> None:
    path = blackpearl("dump.zst")
    done = restore(customer, path, dated=date(2026, 1, 19))

    backup = Backup.objects.get()
    assert backup == done.backup
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (backup.sha256, backup.size) == (digest, path.stat().st_size)
    assert (backup.name, backup.path) == ("sample.dump.zst", str(path))
    assert backup.customer == customer

    database = RestoredDatabase.objects.get()
    assert (database.restore, database.name) == (done, Served(customer).name)
    assert database.dropped_at is None
    assert database.size == done.result["size"] > 0
    assert database.dated == date(2026, 1, 19)

    stages = list(done.job.stages.order_by("position"))
    assert [stage.name for stage in stages] == [
        *("Identify", "Plan", "Load", "Index"),
        *("Verify", "Create inventory", "Switch over", "Clean up"),
    ]
    assert all(stage.state == "done" for stage in stages)
    moments = list(chain(*((s.started_at, s.finished_at) for s in stages)))
    assert moments == sorted(moments)
    for stage in stages:
        assert stage.total is None or stage.done <= stage.total


@pytest.mark.parametrize("end", ["dump", "sql"])
def test_what_the_plan_says(end: str, customer: Customer, blackpearl: Samples) -> None:
    plan = restore(customer, blackpearl(end)).plan
    assert (plan["kind"], plan["database"]) == ("blackpearl", Served(customer).name)
    assert plan["server_version"].startswith("18.")
    assert sorted(unquoted(dict.fromkeys(plan["tables"], 0))) == sorted(
        unquoted(blackpearl.rows)
    )
    assert plan["disk_needed"] > 0
    for left in plan["left_out"]:
        assert left["what"]
        assert left["why"]
        assert left["count"] >= max(1, len(left["names"]))


def test_the_same_file_is_one_backup(
    customer: Customer, neighbour: Customer, blackpearl: Samples
) -> None:
    for who in (customer, customer, neighbour):
        restore(who, blackpearl("dump"))
    assert Backup.objects.filter(customer=customer).count() == 1
    assert Backup.objects.filter(customer=neighbour).count() == 1


def test_the_date_is_that_of_the_name(
    customer: Customer, blackpearl: Samples, tmp_path: Path
) -> None:
    copied = tmp_path / "copy 2025-11-03.dump"
    copied.write_bytes(blackpearl("dump").read_bytes())
    assert restore(customer, copied).dated == date(2025, 11, 3)
    assert restore(customer, copied, dated=date(2025, 11, 1)).dated == date(2025, 11, 1)
