"""The pages of phases, with HTMX and without JavaScript."""

import pytest
from django.urls import reverse

from customers.models import Customer
from phases.models import Phase
from projects.services import create_project
from tests.tracker.builders import some_measurements
from tests.tracker.reading import HTMX, body, error_at, error_on_top, read, toast
from tracker.services import CONFLICT

ADD = reverse("phases:create")
NOBODY = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def web(client_of, operator):
    return client_of(operator)


@pytest.fixture
def values(project):
    return {"project": project.pk, "name": "Sport", "source": "LTO7", "target": "LTO9"}


def at(name: str, phase) -> str:
    return reverse(f"phases:{name}", args=[phase.pk])


@pytest.fixture
def edited(web, phase):
    """What the form of the phase would post."""
    version = web.get(at("edit", phase)).context["form"]["version"].value()
    return {
        "project": phase.project.pk,
        "name": phase.name,
        "type": phase.type,
        "version": str(version),
    }


def test_a_phase_is_added_with_the_type_of_its_project(web, values):
    response = web.post(ADD, {**values, "buckets": "news\r\nsport\r\n"})
    made = Phase.objects.get()
    assert response.url == made.get_absolute_url()
    assert (made.type, made.buckets) == ("IOM_BUCKET", ["news", "sport"])


def test_with_htmx_it_leads_on_to_the_new_page(web, values):
    response = web.post(ADD, values, headers=HTMX)
    assert response["HX-Redirect"] == Phase.objects.get().get_absolute_url()


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 300),
        ("name", "a\u202eb"),
        ("type", "TAPE"),
        ("project", ""),
        ("project", "not-an-id"),
        ("project", NOBODY),
        ("source", "x" * 1001),
        ("target", "LTO7"),
        ("buckets", "a\na"),
        ("target_date", "2027-13-01"),
    ],
)
def test_bad_input_is_refused_by_its_field(web, values, field, value, headers):
    response = web.post(ADD, {**values, field: value}, headers=headers)
    assert error_at(response, field)
    assert not Phase.objects.exists()


@pytest.mark.parametrize(
    "name", ["🎬", "<script>alert(1)</script>", "'\"", "=1+1", "{{ 7|add:7 }}"]
)
def test_an_odd_name_is_shown_as_it_is_and_runs_nowhere(web, values, name):
    response = web.get(web.post(ADD, {**values, "name": name, "source": name}).url)
    assert "<script>alert" not in body(response)
    assert name in read(response).texts[".page-head"]


def test_somebody_elses_project_is_not_a_choice(web, values, harbour):
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    response = web.post(ADD, {**values, "project": theirs.pk})
    assert "valid choice" in error_at(response, "project")
    assert "Weather" not in body(response)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_phase_is_not_moved_to_another_customers_project(
    client_of, administrator, edited, phase, harbour, headers
):
    theirs = create_project(customer=harbour, name="Weather", type="IOM_BUCKET")
    response = client_of(administrator).post(
        at("edit", phase), {**edited, "project": theirs.pk}, headers=headers
    )
    sentence = (
        "A phase can't be moved to another customer. It belongs to Northwind Studios."
    )
    assert error_at(response, "project") == sentence
    phase.refresh_from_db()
    assert phase.project.name == "News archive"


def test_a_customers_name_may_have_a_percent_sign(web, edited, phase, northwind):
    Customer.objects.filter(pk=northwind.pk).update(name="100% s %(x)s")
    response = web.post(at("edit", phase), {**edited, "project": NOBODY})
    assert "belongs to 100% s %(x)s." in error_at(response, "project")


def test_a_phase_moves_within_its_customer(web, edited, phase, northwind):
    other = create_project(customer=northwind, name="Sport", type="IOM_BUCKET")
    web.post(at("edit", phase), {**edited, "project": other.pk})
    assert other.phases.get() == phase


def test_a_phase_of_an_inactive_project_can_still_be_edited(web, edited, phase):
    phase.project.active = False
    phase.project.save()
    response = web.post(at("edit", phase), {**edited, "name": "Renamed"})
    assert response.status_code == 302


def test_of_two_who_edit_the_second_is_told_and_nothing_changes(web, edited, phase):
    web.post(at("edit", phase), {**edited, "name": "First"})
    second = web.post(at("edit", phase), {**edited, "name": "Second"})
    assert error_on_top(second) == CONFLICT
    assert Phase.objects.get().name == "First"


def test_of_two_one_who_edits_what_the_other_deleted_finds_nothing(web, edited, phase):
    web.post(at("delete", phase))
    assert web.post(at("edit", phase), edited).status_code == 404


def test_a_status_is_changed_with_its_reason(web, phase):
    web.post(at("status", phase), {"status": "paused", "status_reason": "Moved"})
    html = read(web.get(phase.get_absolute_url()))
    assert html.texts[".badge"].strip() == "Paused"
    assert html.texts[".sub"].strip() == "Moved"


@pytest.mark.parametrize(
    ("field", "value"), [("status", "done"), ("status_reason", "x" * 501)]
)
def test_a_status_that_is_none_is_refused_by_its_field(web, phase, field, value):
    data = {"status": "paused", "status_reason": "", field: value}
    assert error_at(web.post(at("status", phase), data), field)


def test_a_duplicate_is_proposed_a_free_name(web, phase):
    form = web.get(at("duplicate", phase)).context["form"]
    assert form["name"].value() == "Pilot (2)"


def test_a_phase_is_duplicated(web, phase):
    response = web.post(at("duplicate", phase), {"name": "Copy"})
    assert response.url == Phase.objects.get(name="Copy").get_absolute_url()


@pytest.mark.parametrize("name", ["", "x" * 300, "pilot"])
def test_a_duplicate_of_a_bad_name_is_refused_by_its_field(web, phase, name):
    assert error_at(web.post(at("duplicate", phase), {"name": name}), "name")
    assert Phase.objects.get() == phase


def test_one_with_measurements_is_not_deleted_and_the_page_says_why(web, phase):
    some_measurements(phase, 1)
    response = web.post(at("delete", phase))
    assert "has measurements" in toast(web.get(response.url))


def test_one_without_is_deleted_and_leads_to_its_project(web, phase):
    response = web.post(at("delete", phase))
    assert response.url == phase.project.get_absolute_url()
    assert not Phase.objects.exists()


def test_an_unmeasured_phase_says_what_to_do(web, phase):
    html = read(web.get(phase.get_absolute_url()))
    assert "No measurements yet" in html.texts[".empty"]
    assert at("measurement_add", phase) in html.attributes("a", "href")


def test_progress_is_shown_in_both_units(web, phase, measurement):
    html = read(web.get(phase.get_absolute_url())).texts[".double-bar"]
    assert "60.0%" in html
    assert "25.0%" in html


def test_unknown_figures_are_not_zero(web, phase, measurement):
    html = read(web.get(phase.get_absolute_url()))
    assert "unknown" in html.texts["#measurements"]
