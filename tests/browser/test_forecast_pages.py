"""What is said of phases in each state, in both themes and on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from phases.services.expectations import add_pause
from phases.services.imports import begin_import
from phases.services.phases import update_phase
from tests.phases.states import SERIES, measure, one_of_each

TITLES = "Phase,Date,Source objects,Source size,Target objects,Target size\n"
IMPORTS = {
    "import-ready": "Healthy,2020-01-05,100,1000,10,100\n",
    "import-wrong": "Nobody,2020-13-05,x,1.5,,100\n",
    "import-unknown": "",
}


def begin(project, rows: str):
    content = f"{TITLES}{rows}" if rows else "When,What\n1,2\n"
    return begin_import(
        project=project,
        phase=None,
        content=content.encode(),
        file_name="figures.csv",
        created_by=None,
    )


@pytest.fixture
def pages(live_server, project):
    phases = one_of_each(project)
    today = timezone.localdate()
    healthy = phases["healthy"]
    measure(phases["stalled"], (30,), ago=2, target_scratch_tapes=3)
    update_phase(phase=healthy, target_date=today + timedelta(days=10))
    add_pause(
        phase=healthy,
        first_day=today + timedelta(days=5),
        last_day=today + timedelta(days=8),
        reason="The library moves.",
    )
    rows = {f"phase-{state}": phase for state, phase in phases.items()}
    addresses = {name: row.get_absolute_url() for name, row in rows.items()}
    addresses["phase-range"] = f"{addresses['phase-healthy']}?window=range"
    addresses["project-full"] = project.get_absolute_url()
    addresses["customer-full"] = project.customer.get_absolute_url()
    addresses["home-full"] = "/"
    two = "&".join(f"phase={phases[name].pk}" for name in ("healthy", "stalled"))
    addresses["compare"] = f"{reverse('phases:compare')}?{two}"
    addresses["import-new"] = reverse("phases:import_to_project", args=[project.pk])
    for name, rows in IMPORTS.items():
        addresses[name] = begin(project, rows).get_absolute_url()
    return {name: live_server.url + path for name, path in addresses.items()}


def test_they_are_presentable_and_silent(
    log_in, administrator, pages, violations, assert_presentable
):
    log_in(administrator)
    for name, address in pages.items():
        assert_presentable(name, address)
    assert violations == []


def test_the_list_of_phases_fits_a_desk(
    page, log_in, administrator, pages, live_server
):
    """Its head stays in sight only then."""
    page.set_viewport_size({"width": 1280, "height": 900})
    log_in(administrator)
    page.goto(f"{live_server.url}/phases/")
    frame = page.locator(".table-wrap")
    assert frame.evaluate("frame => frame.scrollWidth - frame.clientWidth") == 0


def test_explanations_open_and_stay_in_the_window(page, log_in, administrator, pages):
    log_in(administrator)
    page.goto(pages["phase-healthy"])
    page.get_by_label("How the forecast is calculated").click()
    assert page.get_by_text("geometric mean counts").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_every_state_is_tried():
    assert set(SERIES) >= {"healthy", "stalled", "overdue", "finished", "empty"}
