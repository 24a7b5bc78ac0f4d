"""A row for each address that names one."""

from django.core.files.uploadedfile import SimpleUploadedFile

from customers.appliances import Appliance
from customers.users.links import invite
from jobs.services import create_job
from notes.files import attach_file
from notes.services import add_note
from phases.models import LegacyImport, PhaseImport, SetAside
from phases.services.expectations import add_pause
from phases.services.imports import begin_import
from phases.services.measurements import add_measurement, delete_measurement
from phases.services.templates import save_template
from projects.services import update_project
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tests.fixtures.people import make_user
from tests.gather import stocks
from tests.jobs import kinds  # noqa: F401 - registers what they do
from tests.restore.test_pages.builders import some_database, some_restore
from tests.tracker.builders import DAY, figures
from uploads.services import begin_upload


def a_row_of_each(northwind, project, phase, operator, manager) -> dict:
    measured = add_measurement(phase=phase, timestamp=DAY, **figures())
    gone = add_measurement(phase=phase, timestamp=DAY, type="REFERENCE", **figures())
    restore = some_restore(northwind)
    failed = some_restore(northwind, state="failed", kind=Appliance.RIO).job
    update_project(project=project, target_date=DAY)
    member = make_user("member", "viewer", customer=northwind)
    note = add_note(subject=phase, text="The library moves.", author=operator)
    return {
        "northwind": northwind.pk,
        "member": member.pk,
        "link": an_invitation(northwind).pk,
        "project": project.pk,
        "phase": phase.pk,
        "measured": measured.pk,
        "deleted": delete_measurement(measurement=gone),
        "restore": restore.pk,
        "database": some_database(restore).pk,
        "pause": add_pause(
            phase=phase, first_day=DAY, last_day=DAY, reason="The library moves."
        ).pk,
        "import": an_import(project).pk,
        "phase_import": an_import_of_phases(project).pk,
        "legacy": LegacyImport.objects.create(
            file_name="tracker.db", state="applied", created_by=manager
        ).pk,
        "failed restore": failed.pk,
        "aside": SetAside.objects.create(
            customer=northwind, phase=phase, about="X", reason="slow", why="Known"
        ).pk,
        "template": save_template(project=project, name="Of Northwind").pk,
        "upload": begin_upload(
            customer=northwind, user=operator, name="nw.dump", length=5
        ).pk,
        "inventory": stocks.blackpearl(northwind).pk,
        "note": note.pk,
        "attachment": attach_file(note=note, file=SimpleUploadedFile("x", b"x")).pk,
        "report": a_report(phase).pk,
        "job": create_job(
            kind="test_count", input={}, trigger="web", customer=northwind
        ).pk,
    }


def an_import(project):
    """That stays, whoever asks for it to go: it was applied."""
    content = b"Date,Target size\n2026-01-05,7\n"
    begun = begin_import(
        project=project,
        phase=None,
        content=content,
        file_name="figures.csv",
        created_by=None,
    )
    begun.state = "undone"
    begun.save()
    return begun


def an_import_of_phases(project):
    """That stays, too."""
    return PhaseImport.objects.create(
        project=project,
        file_name="phases.csv",
        header=["Name"],
        rows=[],
        row_count=1,
        state="applied",
        result={"summary": "Phases added: 1."},
    )


def an_invitation(customer):
    """Of a manager who sees all customers."""
    chief = make_user("chief", "manager", sees_all_customers=True)
    link, _ = invite(
        name="New", email="", role="viewer", customers=[customer], by=chief
    )
    return link


def a_report(phase):
    request = ReportRequest(phase.project.customer, phase=phase)
    return make_now(report=new_report(request, "csv", "a test", None))
