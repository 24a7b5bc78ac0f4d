"""All phases in one go, and one phase from all stored inventories."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gather.services.gathering import gather
from phases.models import MigrationData, Phase
from phases.services.phases import create_phase
from tests.gather import stocks
from tests.tracker.reading import body, read

pytestmark = pytest.mark.slow

ALL, STORE_ALL = reverse("gather:all"), reverse("gather:store_all")
EARLIER = date(2026, 1, 12)


@pytest.fixture
def broken(project):
    return create_phase(project=project, name="Lost", source="First copy", target="No")


def lines(response) -> dict[str, object]:
    return {line.phase.name: line for line in response.context["many"].lines}


def past(phase: Phase, name: str = "past") -> str:
    return reverse(f"gather:{name}", args=[phase.pk])


def test_nothing_without_a_customer(web, inventory, copying):
    assert lines(web.get(ALL)) == {}
    web.post(STORE_ALL, {"row": [copying.pk]})
    assert not MigrationData.objects.exists()


def test_each_active_phase_with_its_figures_or_why_not(
    web, inventory, copying, broken, cruise
):
    create_phase(project=cruise, name="DIVA", source="DIVA", target="Cruise")
    create_phase(project=cruise, name="Later", status="planned")
    found = lines(web.get(ALL, {"customer": inventory.customer.pk}))
    assert list(found) == ["DIVA", "Lost", "NEWS"]
    assert found["NEWS"].preview.figures.remaining_objects == 400
    assert "'No'" in found["Lost"].problem
    assert "no Rio inventory" in found["DIVA"].problem
    assert not MigrationData.objects.exists()


def test_of_a_project_only(web, inventory, copying, cruise):
    create_phase(project=cruise, name="DIVA")
    assert list(lines(web.get(ALL, {"project": copying.project.pk}))) == ["NEWS"]


def test_those_that_are_ticked_are_stored(web, inventory, copying, broken):
    other = create_phase(project=copying.project, name="SPORT", source="First copy",
                         target="Second copy")  # fmt: skip
    sent = {"customer": inventory.customer.pk, "row": [copying.pk, broken.pk]}
    page = web.post(STORE_ALL, sent)
    results = {each.phase: each.result for each in page.context["done"]}
    assert results == {copying: "added", broken: "refused"}
    assert not other.measurements.exists()
    assert "Added" in body(page)
    assert "Not gathered" in body(page)
    again = web.post(STORE_ALL, sent)
    assert {each.result for each in again.context["done"]} == {"kept", "refused"}


def test_by_the_inventories_of_a_day(web, northwind, inventory, copying):
    stocks.blackpearl(northwind, dated=EARLIER, buckets={"NEWS": (900, 100)})
    sent = {"customer": northwind.pk, "date": "2026-01-12", "row": [copying.pk]}
    assert lines(web.get(ALL, sent))["NEWS"].preview.figures.target_objects == 100
    web.post(STORE_ALL, sent)
    assert MigrationData.objects.get().timestamp == EARLIER


def test_data_of_the_day_is_replaced_when_asked(web, inventory, copying):
    gather(phase=copying)
    MigrationData.objects.update(target_objects=1)
    sent = {"customer": inventory.customer.pk, "row": [copying.pk]}
    web.post(STORE_ALL, sent)
    assert MigrationData.objects.get().target_objects == 1
    web.post(STORE_ALL, {**sent, "replace": "on"})
    assert MigrationData.objects.get().target_objects == 600


def test_nobody_stores_for_others(client_of, outsider, inventory, copying):
    client = client_of(outsider)
    sent = {"customer": inventory.customer.pk, "row": [copying.pk]}
    assert client.post(STORE_ALL, sent).status_code == 404
    own = {"customer": outsider.accesses.get().customer_id, "row": [copying.pk]}
    client.post(STORE_ALL, own)
    assert client.post(past(copying, "store_past")).status_code == 404
    assert not MigrationData.objects.exists()


@pytest.mark.parametrize("sent", [{"date": "x"}, {"date": "1999-01-01"}, {"row": "x"}])
def test_whatever_is_sent_is_read(web, inventory, sent):
    sent = {"customer": inventory.customer.pk, **sent}
    assert web.get(ALL, sent).status_code == 200
    assert web.post(STORE_ALL, sent).status_code == 200


def test_from_all_stored_inventories(web, northwind, inventory, copying):
    stocks.blackpearl(northwind, dated=EARLIER, buckets={"NEWS": (900, 100)})
    stocks.blackpearl(northwind, dated=date(2026, 1, 5), buckets={"NEWS": (800, 0)})
    page = web.get(past(copying))
    assert [line.preview.figures.target_objects for line in page.context["lines"]] == [
        600, 100, 0,
    ]  # fmt: skip
    assert not MigrationData.objects.exists()
    done = web.post(past(copying, "store_past"))
    assert "Added" in read(done).texts["#main"]
    rows = copying.measurements.order_by("timestamp")
    assert list(rows.values_list("type", "target_objects")) == [
        ("REFERENCE", 0), ("DATA", 100), ("DATA", 600),
    ]  # fmt: skip


def test_without_an_inventory_it_leads_to_the_restore(web, copying):
    assert reverse("restore:start") in body(web.get(past(copying)))


def test_many_phases_cost_as_many_questions_as_few(web, northwind, copying):
    stocks.blackpearl(northwind, buckets={f"B{n}": (10, 5) for n in range(20)})
    sent = {"customer": northwind.pk}

    def questions() -> int:
        with CaptureQueriesContext(connection) as found:
            response = web.get(ALL, sent)
        assert all(line.preview for line in lines(response).values())
        return len(found)

    def some(numbers: range) -> None:
        for number in numbers:
            for name in (f"B{number}", f"B{number}: again", f"All {number}"):
                create_phase(
                    project=copying.project, name=name, buckets=[],
                    source="First copy", target="Second copy",
                )  # fmt: skip
            create_phase(
                project=copying.project, name=f"Chosen {number}",
                buckets=[f"B{number}", "B19"],
                source="First copy", target="Second copy",
            )  # fmt: skip

    some(range(3))
    before = questions()
    some(range(3, 15))
    assert questions() == before
