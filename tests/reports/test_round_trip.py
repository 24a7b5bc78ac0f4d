"""What a report has as CSV or JSON is imported again unchanged."""

import pytest

from phases.models import MigrationData, RecordedVia
from phases.models.measurement import FIGURES
from phases.services.imports import apply_import, begin_import, plan_import
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase
from projects.services import create_project
from tests.tracker.builders import DAY, figures

pytestmark = pytest.mark.slow

NOTES = ("", "=1+1", "'=1+1", "''", "+49 170", 'said "yes", twice', "<b>日本</b>", "-")


@pytest.fixture
def measured(project):
    """Unknown, zero and huge; and notes that a spreadsheet would run."""
    for name in ("=cmd|' /C calc'!A0", "Naïve 🎬"):
        phase = create_phase(project=project, name=name, source="A", target="B")
        for number, note in enumerate(NOTES, 1):
            add_measurement(
                phase=phase,
                timestamp=DAY.replace(day=number),
                type="REFERENCE" if number == 1 else "DATA",
                note=note,
                target_scratch_tapes=None if number % 2 else 0,
                remaining_objects=None if number % 3 else 0,
                remaining_size=number if number % 3 == 0 else None,
                **{**figures(), "source_size": 2**63 - number},
            )
    return project


def told(project) -> list[tuple]:
    rows = MigrationData.objects.filter(phase__project=project)
    names = ("phase__name", "timestamp", "type", *FIGURES, "note")
    return list(rows.order_by("phase__name", "timestamp").values_list(*names))


def begun(project, content: bytes, name: str):
    return begin_import(
        project=project, phase=None, content=content, file_name=name, created_by=None
    )


@pytest.mark.parametrize("name", ["csv", "json"])
def test_it_is_what_it_was(measured, northwind, snapshot_of, in_format, name):
    content = in_format(name, snapshot_of(measured))
    other = create_project(customer=northwind, name="Elsewhere", type="IOM_BUCKET")
    for phase in measured.phases.all():
        create_phase(project=other, name=phase.name, source="A", target="B")
    imported = begun(other, content, f"report.{name}")
    found = apply_import(imported=imported, user=None, unusual_ok=True)
    assert (len(found.add), found.problems) == (2 * len(NOTES), [])
    assert told(other) == told(measured)
    vias = MigrationData.objects.filter(phase__project=other).values("recorded_via")
    assert {each["recorded_via"] for each in vias} == {RecordedVia.IMPORT}


@pytest.mark.parametrize("name", ["csv", "json"])
def test_where_it_came_from_nothing_changes(measured, snapshot_of, in_format, name):
    content = in_format(name, snapshot_of(measured))
    found = plan_import(begun(measured, content, f"report.{name}"))
    assert (len(found.same), found.add, found.problems) == (2 * len(NOTES), [], [])
