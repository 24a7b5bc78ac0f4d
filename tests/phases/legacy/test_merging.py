"""`import_legacy`: of names that are alike, what is the same is merged, and no more."""

import pytest

from phases.models import MigrationData, Phase
from phases.services.phases import create_phase
from projects.models import Project
from tests.phases.legacy.files import (
    WHOLE,
    counts,
    customer,
    data,
    made,
    merged,
    phase,
    project,
    reasons,
)

pytestmark = pytest.mark.django_db


NEWS = {
    "customer": [customer()],
    "migration_project": [project()],
    "migration_phase": [
        phase("a", "News", source="A", target="B"),
        phase("b", "news", source="A", target="C"),
    ],
    "migration_data": [
        data("a1", target_objects=50, target_size=500),
        data("b1", migration_phase_id=made("b"), target_objects=100, target_size=1000),
    ],
}


def test_phases_that_differ_stay_apart(run):
    found = run(**NEWS)
    assert counts(found, "migration_phase") == (2, 0, 0)
    assert counts(found, "migration_data") == (2, 0, 0)
    rows = MigrationData.objects.order_by("target_objects")
    assert [(row.phase.name, row.target_objects) for row in rows] == [
        ("News: A to B", 50),  # up to the colon stands its bucket
        ("news: A to C", 100),
    ]
    again = run()
    assert counts(again, "migration_phase") == (0, 2, 0)
    assert counts(again, "migration_data") == (0, 2, 0)
    assert "nothing was changed" in again["summary"]


def test_projects_that_differ_stay_apart(run):
    tables = {
        "customer": [customer(), customer("nw2", "NORTHWIND studios")],
        "migration_project": [
            project("1", "proj", id="1"),
            project(
                "2", "PROJ", type="RIO_CRUISE_DIVA", customer_id=made("nw2"), id="2"
            ),
            project("3", "Proj", id="3"),
        ],
    }
    found = run(**tables)
    assert set(Project.objects.values_list("name", flat=True)) == {
        "proj (IOM_BUCKET)",
        "PROJ (RIO_CRUISE_DIVA)",
    }
    assert counts(found, "customer") == (1, 0, 0)
    assert (merged(found, "customer"), merged(found, "migration_project")) == (1, 1)
    assert "The same project as row '1'" in found["merged"][1]["reason"]
    again = run()  # where ids can't be kept, by names
    assert counts(again, "migration_project") == (0, 2, 0)
    assert merged(again, "migration_project") == 1


def test_what_is_here_and_differs_stays_apart(run, project):
    create_phase(project=project, name="news", source="A", target="B")
    Project.objects.update(name="News")
    found = run(**NEWS)
    names = set(Phase.objects.values_list("name", flat=True))
    assert names == {"news", "news: A to C"}
    assert counts(found, "migration_phase") == (1, 1, 0)


def test_phases_that_are_the_same_are_merged(run):
    rows = [phase("a", "News"), phase("b", "news")]
    twin = {"migration_phase_id": made("b")}
    figures = [data("1"), data("2", **twin), data("3", **twin, target_objects=11)]
    found = run(**{**WHOLE, "migration_phase": rows, "migration_data": figures})
    assert merged(found, "migration_phase") == 1
    assert merged(found, "migration_data") == 0
    assert [reason for reason in reasons(found) if "merged phase" in reason]
    assert "comes later in the file" in reasons(found)[0]  # and no more than that


def test_the_same_figures_twice_are_merged(run):
    found = run(**{**WHOLE, "migration_data": [data("1"), data("2")]})
    assert counts(found, "migration_data") == (1, 0, 0)
    assert merged(found, "migration_data") == 1


def test_names_that_differ_in_the_case_of_a_location_only(run):
    rows = [phase("a", source="a"), phase("b", source="A", id="b"), phase("c")]
    run(**{**WHOLE, "migration_phase": rows, "migration_data": []})
    assert sorted(Phase.objects.values_list("name", flat=True)) == [
        "NEWS: A to T (2)",
        "NEWS: S to T",
        "NEWS: a to T",
    ]
    assert counts(run(), "migration_phase") == (0, 3, 0)
