"""The commands, as a shell sees them."""

import pytest

from gather.models import Inventory
from phases.models import MigrationData
from phases.services.phases import create_phase
from tests.commands.conftest import assert_refused, run  # noqa: F401
from tests.gather import stocks
from tests.gather.stocks import DAY, OBJECT

pytestmark = pytest.mark.django_db


@pytest.fixture
def copying(project):
    return create_phase(
        project=project,
        name="NEWS: second copy",
        source="First copy",
        target="Second copy",
        target_tape_partition="Library A",
    )


@pytest.fixture
def inventory(northwind):
    return stocks.blackpearl(northwind)


@pytest.fixture
def gather(run, project):  # noqa: F811
    def call(*options):
        owner = ("--customer", "northwind studios", "--project", "News archive")
        return run("gather", *owner, *options)

    return call


def test_one_phase(gather, copying, inventory):
    result = gather("--phase", copying.name, "--format", "json")
    assert result.code == 0, result.err
    found = result.json
    assert (found["source_objects"], found["remaining_objects"]) == (1000, 400)
    assert (found["target_scratch_tapes"], found["usable_scratch_tapes"]) == (14, 12)
    assert (found["type"], found["timestamp"]) == ("REFERENCE", DAY.isoformat())
    assert found["inventory"] == str(inventory.pk)


def test_as_text(gather, copying, inventory):
    assert (
        "600 objects on the target, 1,000 on the source"
        in gather("--phase", copying.name).out
    )


def test_a_second_time_needs_replace(gather, copying, inventory):
    gather("--phase", copying.name)
    assert_refused(gather("--phase", copying.name), "Replace or keep")
    assert gather("--phase", copying.name, "--replace").code == 0


def test_buckets_and_date(gather, copying, inventory):
    options = ("--bucket", "SPORT", "--date", DAY, "--reference", "--format", "json")
    found = gather("--phase", copying.name, *options).json
    assert (found["source_objects"], found["buckets"]) == (500, ["SPORT"])


def test_an_unknown_bucket(gather, copying, inventory):
    refused = gather("--phase", copying.name, "--bucket", "news")
    assert_refused(refused, "--bucket: The inventory of 19 Jan 2026 has no bucket")


def test_a_day_without_an_inventory(gather, copying, inventory):
    refused = gather("--phase", copying.name, "--date", "2026-01-20")
    assert_refused(refused, "--date: There is no BlackPearl inventory for 20 Jan 2026")


def test_all_phases(gather, copying, inventory):
    found = gather("--all-phases", "--format", "json").json
    assert [each["phase"] for each in found] == [copying.name]
    assert "kept" in gather("--all-phases").out


def test_all_phases_but_one(gather, copying, project, inventory):
    create_phase(project=project, name="Lost", source="Nowhere", target="Second copy")
    refused = gather("--all-phases")
    assert_refused(refused, "Lost: The inventory", "1 other phase measured.")
    assert MigrationData.objects.get().phase == copying


def test_no_phase_or_both(gather, copying):
    assert_refused(gather(), "required")
    assert_refused(gather("--phase", "x", "--all-phases"), "not allowed")


def test_buckets_of_the_latest_inventory(run, inventory):  # noqa: F811
    result = run(
        "list_buckets", "--customer", "Northwind Studios", "--type", "blackpearl",
        "--format", "json",
    )  # fmt: skip
    empty, news, _ = result.json
    assert empty == {"bucket": "EMPTY", "objects": 0, "size": 0, "locations": []}
    assert news["objects"] == 1000
    assert news["locations"][-1] == {
        "location": "Second copy/LTO9",
        "objects": 600,
        "size": 600 * OBJECT,
    }


def test_brokers_of_a_rio(run, northwind):  # noqa: F811
    stocks.rio(northwind)
    result = run(
        "list_buckets", "--customer", "Northwind Studios", "--type", "rio",
        "--format", "json",
    )  # fmt: skip
    diva = result.json[0]
    assert (diva["bucket"], diva["objects"]) == ("DIVA", 900)
    assert diva["locations"][1]["objects"] == 300


def test_no_inventory_of_that_kind(run, inventory):  # noqa: F811
    named = ("--customer", "Northwind Studios", "--type", "rio")
    assert_refused(run("list_buckets", *named), "has no Rio inventory")


def test_inventories(run, inventory, harbour):  # noqa: F811
    stocks.blackpearl(harbour)
    named = ("--customer", "Northwind Studios", "--type", "blackpearl")
    (found,) = run("list_inventories", *named, "--format", "json").json
    assert found["id"] == str(inventory.pk)
    assert len(run("list_inventories", "--format", "json").json) == 2


def test_stock_of_nothing(run, northwind):  # noqa: F811
    named = ("--customer", "Northwind Studios", "--type", "rio")
    assert_refused(run("take_stock", *named), "has no restored Rio database")
    assert not Inventory.objects.exists()
