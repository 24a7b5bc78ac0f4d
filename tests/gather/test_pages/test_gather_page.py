"""The page of gathering: choosing, looking, storing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gather.measuring.figures import Figures
from gather.pages.display import target_only
from gather.services.gathering import gather
from phases.models import MigrationData, Phase
from phases.services.phases import update_phase
from tests.gather import stocks
from tests.gather.test_pages.forms import filled
from tests.tracker.reading import HTMX, body, error_at, read, toast

pytestmark = pytest.mark.slow

GATHER, STORE = reverse("gather:gather"), reverse("gather:store")
EARLIER = date(2026, 1, 12)
TB = 10**12


@pytest.fixture
def opened(web, inventory, copying):
    """The page, with the phase chosen."""
    return web.get(GATHER, {"phase": copying.pk})


def options(response, name: str) -> list[str]:
    field = response.context["desk"].where_form[name]
    return [str(label) for _, label in field.field.choices]


def test_step_by_step_by_plain_links(web, inventory, copying, harbour, cruise):
    page = web.get(GATHER)
    assert options(page, "customer") == ["Choose a customer", "Northwind Studios"]
    page = web.get(GATHER, {"customer": inventory.customer.pk})
    assert options(page, "project")[1:] == ["DIVA cruise", "News archive"]
    page = web.get(GATHER, {"project": copying.project.pk})
    assert options(page, "phase")[1:] == ["NEWS", "Create new phase…"]
    assert page.context["desk"].at.customer == inventory.customer


def test_what_is_chosen_above_counts(web, inventory, copying, cruise):
    asked = {"customer": inventory.customer.pk, "project": cruise.pk}
    at = web.get(GATHER, {**asked, "phase": copying.pk}).context["desk"].at
    assert (at.project, at.phase) == (cruise, None)


def test_it_proposes_and_shows_the_figures_and_stores_nothing(opened, web):
    sheet = opened.context["sheet"]
    assert sheet.form["date"].value() == "2026-01-19"
    assert sheet.form["type"].value() == "REFERENCE"
    figures = read(opened).texts["#gather-figures"]
    assert "1,000" in figures
    assert "12 usable" in figures
    assert "which has the phase's name" in figures
    web.post(GATHER, filled(opened))
    assert not MigrationData.objects.exists()


def test_the_figures_explain_themselves(opened, inventory):
    text = read(opened).texts[".explain-body"]
    assert inventory.backup_sha256 in text
    assert "Objects with all their blobs on the target" in text
    assert "Library A" in text


def test_it_is_stored(opened, web, copying, operator):
    answer = web.post(STORE, filled(opened))
    assert answer.url == copying.get_absolute_url()
    stored = MigrationData.objects.get()
    assert (stored.source_objects, stored.target_objects) == (1000, 600)
    assert (stored.remaining_objects, stored.remaining_size) == (400, 400 * 4 * 10**9)
    assert (stored.type, stored.recorded_via) == ("REFERENCE", "gather")
    assert (stored.target_scratch_tapes, stored.recorded_by) == (14, operator)
    assert "gathered from" in toast(web.get(answer.url))


def test_htmx_is_led_to_the_phase(opened, web, copying):
    answer = web.post(STORE, filled(opened), headers=HTMX)
    assert answer["HX-Redirect"] == copying.get_absolute_url()


def test_differences_to_the_one_before(web, northwind, inventory, copying):
    old = stocks.blackpearl(northwind, dated=EARLIER, buckets={"NEWS": (900, 100)})
    gather(phase=copying, inventory=old)
    page = web.get(GATHER, {"phase": copying.pk})
    rows = {row.label: row for row in page.context["sheet"].rows}
    assert rows["Target"].objects_change == 500
    assert rows["Remaining"].objects_change == -400
    assert rows["Scratch tapes"].objects_change == 0
    assert page.context["sheet"].form["type"].value() == "DATA"
    assert "12 Jan 2026" in read(page).texts["#gather-figures"]


def test_an_older_inventory_is_chosen(web, northwind, opened):
    old = stocks.blackpearl(northwind, dated=EARLIER, buckets={"NEWS": (900, 100)})
    page = web.post(GATHER, filled(opened, inventory=str(old.pk)))
    sheet = page.context["sheet"]
    assert sheet.form["date"].value() == "2026-01-12"
    assert sheet.preview.figures.target_objects == 100


def test_the_inventory_of_a_day_by_link(web, northwind, inventory, copying):
    old = stocks.blackpearl(northwind, dated=EARLIER)
    page = web.get(GATHER, {"phase": copying.pk, "date": "2026-01-12"})
    assert page.context["sheet"].inventory == old


def test_a_date_that_was_chosen_stays(web, northwind, opened):
    old = stocks.blackpearl(northwind, dated=EARLIER)
    sent = filled(opened, inventory=str(old.pk), date="2026-01-15")
    page = web.post(GATHER, sent)
    assert page.context["sheet"].form["date"].value() == "2026-01-15"
    assert "recorded for 15 Jan 2026" in read(page).texts["#gather-figures"]
    web.post(STORE, filled(page))
    assert MigrationData.objects.get().timestamp == date(2026, 1, 15)


def test_a_type_that_was_chosen_stays(web, opened):
    page = web.post(GATHER, filled(opened, type="DATA"))
    web.post(STORE, filled(page))
    assert MigrationData.objects.get().type == "DATA"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_future_date_is_refused_beside_it(opened, web, headers):
    future = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = web.post(STORE, filled(opened, date=future), headers=headers)
    assert error_at(answer, "date") == "This date is in the future."
    assert not MigrationData.objects.exists()


@pytest.mark.parametrize("value", ["", "yesterday", "2026-02-30", "0001-01-01"])
def test_an_odd_date_is_refused_or_proposed_anew(opened, web, value):
    answer = web.post(STORE, filled(opened, date=value))
    if value == "":
        assert MigrationData.objects.get().timestamp == stocks.DAY
    else:
        assert error_at(answer, "date")


def test_what_only_the_target_has_is_said():
    assert target_only(Figures(100, 10_000, 60, 6_000, 40, 4_000)) == ""
    told = target_only(Figures(100, 10_000, 60, 6_500, 50, 4_000))
    assert told.startswith("The target has 10 objects and 500 B that are not on")


def test_a_day_with_data_is_kept_unless_it_is_to_be_replaced(opened, web, copying):
    web.post(STORE, filled(opened))
    MigrationData.objects.update(target_objects=1)
    page = web.get(GATHER, {"phase": copying.pk})
    assert (
        "already has a measurement for 19 Jan 2026"
        in read(page).texts["#gather-figures"]
    )
    again = web.post(STORE, filled(page))
    assert "already" in error_at(again, "date")
    assert MigrationData.objects.get().target_objects == 1
    web.post(STORE, filled(page, replace="1"))
    assert MigrationData.objects.get().target_objects == 600


def test_of_two_who_gather_the_second_is_told(opened, web):
    web.post(STORE, filled(opened))
    second = web.post(STORE, filled(opened))
    assert "already" in error_at(second, "date")
    assert "Replace measurement of 19 Jan 2026" in body(second)
    assert MigrationData.objects.count() == 1


def test_nobody_replaces_what_they_have_not_seen(opened, web, copying):
    web.post(STORE, filled(opened))
    page = web.get(GATHER, {"phase": copying.pk})
    MigrationData.objects.get().save()  # somebody else was here
    answer = web.post(STORE, filled(page, replace="1"))
    assert "while this page was open" in error_at(answer, "date")


def test_an_inventory_discarded_meanwhile(opened, web, northwind, inventory):
    other = stocks.blackpearl(northwind, dated=EARLIER)
    inventory.discarded_at, inventory.discard_reason = timezone.now(), "Wrong"
    inventory.save(update_fields=["discarded_at", "discard_reason"])
    answer = web.post(STORE, filled(opened))
    assert "has been discarded" in error_at(answer, "inventory")
    assert answer.context["sheet"].inventory == other
    assert not MigrationData.objects.exists()


def test_without_an_inventory_it_leads_to_the_restore(web, copying):
    page = web.get(GATHER, {"phase": copying.pk})
    restore = f"{reverse('restore:start')}?customer={copying.project.customer.pk}"
    assert "has no BlackPearl inventory" in read(page).texts["#gather"]
    assert restore in body(page).replace("&amp;", "&")


def test_an_inventory_of_the_other_kind_does_not_do(web, northwind, copying):
    stocks.rio(northwind)
    page = web.get(GATHER, {"phase": copying.pk})
    assert "has no BlackPearl inventory" in read(page).texts["#gather"]


def test_a_cruise_takes_its_tapes_from_the_blackpearl(web, northwind, cruise):
    stocks.blackpearl(northwind, dated=EARLIER)
    stocks.rio(northwind)
    page = web.get(
        GATHER,
        {
            "project": cruise.pk,
            "phase": "new",
            "name": "All of DIVA",
            "source": "DIVA",
            "target": "Cruise",
            "target_tape_partition": "Library A",
        },
    )
    assert "BlackPearl inventory of 12 Jan 2026" in read(page).texts["#gather-figures"]
    web.post(STORE, filled(page))
    stored = MigrationData.objects.get()
    assert (stored.source_objects, stored.target_objects) == (900, 300)
    assert stored.target_scratch_tapes == 14
    assert stored.phase.type == "RIO_CRUISE"


def test_a_viewer_looks_and_stores_nothing(client_of, viewer, inventory, copying):
    client = client_of(viewer)
    page = client.get(GATHER, {"phase": copying.pk})
    assert "Gather data" not in read(page).texts["#gather"]
    assert "1,000" in read(page).texts["#gather-figures"]
    assert "Create new phase…" not in options(page, "phase")
    assert client.post(STORE, filled(page)).status_code == 403


def test_an_outsider_finds_nothing(client_of, outsider, inventory, copying):
    rows = {"phase": copying, "project": copying.project, "customer": copying.project}
    for name, row in rows.items():
        pk = row.pk if name != "customer" else row.customer.pk
        for send in (client_of(outsider).get, client_of(outsider).post):
            assert send(GATHER, {name: pk}).status_code == 404, name
        answer = client_of(outsider).post(STORE, {name: pk})
        assert answer.status_code == 404


def test_ids_that_are_none_are_not_found(web):
    for name in ("customer", "project", "phase"):
        for value in ("x", "0", "new' --", "\x00", "9" * 5000):
            assert web.get(GATHER, {name: value}).status_code == 404, (name, value)


def test_parts_are_only_parts(opened, web):
    sent = filled(opened)
    figures = body(web.post(reverse("gather:figures"), sent, headers=HTMX))
    assert "gather-figures" in figures
    assert "bucket-list" not in figures
    listed = body(web.post(reverse("gather:buckets"), sent, headers=HTMX))
    assert "bucket-list" in listed
    assert "<html" not in figures + listed
    assert "<html" in body(web.post(reverse("gather:figures"), sent))


def test_hostile_names_are_only_text(web, northwind, project):
    name = "<script>alert('%s')</script>"
    locations = [*stocks.LOCATIONS, (5, "domain", name, None, "")]
    stocks.blackpearl(northwind, buckets={name: (1, 0)}, locations=locations)
    phase = Phase.objects.create(
        project=project, name=name, type="IOM_BUCKET", source=name, target="Other%s"
    )
    html = body(web.get(GATHER, {"phase": phase.pk}))
    assert "<script>alert" not in html
    assert "Other%s" in html


def test_a_phase_that_changed_is_gathered_as_it_is(opened, web, copying):
    update_phase(phase=copying, target="First copy/LTO7")
    web.post(STORE, filled(opened))
    assert MigrationData.objects.get().target_objects == 1000
