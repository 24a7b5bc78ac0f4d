"""Every change of every model leaves an event, with who and by which door."""

from pathlib import Path

import pghistory
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Event

from customers.models import Customer, CustomerAccess, OneTimeLink
from customers.services import create_customer, delete_customer, update_customer
from gather import models as gather
from jobs.models import Job, JobLog, JobProcess, JobStage, Service
from notes.models import Attachment, Mention, Note
from phases.models import (
    BucketFigures,
    LegacyImport,
    MeasurementImport,
    MigrationData,
    Phase,
    PhaseForecast,
    PhaseImport,
    PhasePause,
    PhaseSummary,
    ProjectForecast,
    ProjectTemplate,
    SetAside,
    TemplatePhase,
)
from projects.models import Project
from reports.models import Report, ReportContent
from restore.models import (
    Backup,
    DatabaseServer,
    PlaceReport,
    Restore,
    RestoredDatabase,
    ServerAssignment,
)
from tests.tracker.builders import DAY, figures
from tracker.models import FailedLogin, ListColumns, SavedView
from uploads.models import Upload

# Written every second or so; what matters of them is in the history of the job.
UNTRACKED = {Service, PlaceReport, JobStage, JobLog, JobProcess}
# Worked out of measurements, which are tracked.
UNTRACKED |= {PhaseForecast, PhaseSummary, ProjectForecast}
# Written once, with the report that it is of, and then refused to change.
UNTRACKED |= {ReportContent}
# Written once, by the import of a file, whose row is tracked.
UNTRACKED |= {BucketFigures}
# Follows from the text of a note, which is tracked.
UNTRACKED |= {Mention}
# How a person likes to look at a list.
UNTRACKED |= {ListColumns}
# The rows of an inventory come and go with it, and nothing may change them.
UNTRACKED |= {
    model
    for model in apps.get_app_config("gather").get_models()
    if model not in (gather.Inventory, gather.Origin) and not issubclass(model, Event)
}


def ours() -> set[type]:
    """Every model of the product, of apps to come too."""
    return {
        model
        for app in apps.get_app_configs()
        if Path(app.path).parent == settings.BASE_DIR
        for model in app.get_models()
        if not issubclass(model, Event)
    }


def test_every_model_is_tracked():
    assert {m for m in ours() if not hasattr(m, "pgh_event_model")} == UNTRACKED


@pytest.fixture
def one_of_each(phase, operator):
    """A row of each model, and something of it to change."""
    customer, template = (
        phase.project.customer,
        ProjectTemplate(name="T", type="IOM_BUCKET"),
    )
    template.save()
    return {
        Customer: (Customer(name="X", database_suffix="x"), {"name": "Y"}),
        CustomerAccess: (
            CustomerAccess(
                user=get_user_model().objects.create(username="u"), customer=customer
            ),
            {"user": get_user_model().objects.create(username="v")},
        ),
        Project: (
            Project(customer=customer, name="X", type="IOM_BUCKET"),
            {"name": "Y"},
        ),
        Phase: (
            Phase(project=phase.project, name="X", type="IOM_BUCKET"),
            {"name": "Y"},
        ),
        MigrationData: (
            MigrationData(phase=phase, timestamp=DAY, **figures()),
            {"note": "Y"},
        ),
        MeasurementImport: (
            MeasurementImport(
                project=phase.project, file_name="X", header=[], rows=[], row_count=0
            ),
            {"file_name": "Y"},
        ),
        PhaseImport: (
            PhaseImport(
                project=phase.project, file_name="X", header=[], rows=[], row_count=0
            ),
            {"file_name": "Y"},
        ),
        LegacyImport: (LegacyImport(file_name="X"), {"file_name": "Y"}),
        SavedView: (SavedView(owner=operator, list_name="x", name="X"), {"name": "Y"}),
        PhasePause: (
            PhasePause(phase=phase, first_day=DAY, last_day=DAY, reason="X"),
            {"reason": "Y"},
        ),
        **rows_of_notes(phase, operator),
        SetAside: (
            SetAside(customer=customer, phase=phase, about="X", reason="slow", why="X"),
            {"why": "Y"},
        ),
        ProjectTemplate: (ProjectTemplate(name="X", type="IOM_BUCKET"), {"name": "Y"}),
        TemplatePhase: (
            TemplatePhase(template=template, position=1, name="X", type="IOM_BUCKET"),
            {"name": "Y"},
        ),
        Job: (Job(kind="x", queue="quick", trigger="web"), {"state": "cancelled"}),
        OneTimeLink: (OneTimeLink(kind="password", name="X"), {"name": "Y"}),
        get_user_model(): (get_user_model()(username="x"), {"username": "y"}),
        Report: (
            Report(
                customer=customer,
                name="X",
                scope="customer",
                window="whole",
                format="csv",
                author="X",
            ),
            {"file_name": "Y"},
        ),
        **rows_of_restores(customer),
        **rows_of_gathers(phase),
    }


def rows_of_notes(phase, author):
    of = {"customer": phase.project.customer}
    kept = Note.objects.create(**of, phase=phase, text="X", author=author)
    file = Attachment(**of, note=kept, name="X", size=1, sha256="0" * 64)
    return {
        Note: (Note(**of, phase=phase, text="X", author=author), {"text": "Y"}),
        Attachment: (file, {"name": "Y"}),
    }


def rows_of_restores(customer):
    server = DatabaseServer.objects.create(
        name="S", address_variable="LANDING_DATABASE_URL"
    )
    of = {"customer": customer, "kind": "rio", "server": server}
    job = Job.objects.create(kind="x", queue="quick", trigger="web")
    restore = Restore.objects.create(
        job=Job.objects.create(kind="x", queue="quick", trigger="web"), **of
    )
    return {
        DatabaseServer: (
            DatabaseServer(name="T", address_variable="LANDING_DATABASE_URL_2"),
            {"name": "U"},
        ),
        ServerAssignment: (
            ServerAssignment(customer=customer, server=server),
            {"server": DatabaseServer.objects.create(name="V")},
        ),
        Backup: (Backup(customer=customer, name="X", size=1), {"name": "Y"}),
        Restore: (Restore(job=job, **of), {"file": "Y"}),
        Upload: (Upload(customer=customer, name="X", length=1), {"name": "Y"}),
        RestoredDatabase: (
            RestoredDatabase(restore=restore, size=1, restored_at=timezone.now(), **of),
            {"name": "Y"},
        ),
    }


def rows_of_gathers(phase):
    def one(**more):
        return gather.Inventory(
            customer=phase.project.customer,
            kind="rio",
            restore=Restore.objects.first(),
            dated=DAY,
            taken_at=timezone.now(),
            seconds=1,
            backup_size=1,
            **more,
        )

    kept = one()
    kept.save()
    measured = MigrationData.objects.create(
        phase=phase, timestamp=DAY, type="REFERENCE", **figures()
    )
    origin = gather.Origin(
        measurement=measured, inventory=kept, rule="all", figures={"source_objects": 1}
    )
    return {
        gather.Inventory: (one(), {"dated": timezone.localdate()}),
        gather.Origin: (origin, {"partition": "Y"}),
    }


def test_insert_update_and_delete_leave_events(one_of_each):
    assert one_of_each.keys() == ours() - UNTRACKED - {FailedLogin}  # only added
    for model, (row, change) in one_of_each.items():
        row.save()
        pk = row.pk
        model.objects.filter(pk=pk).update(**change)
        row.delete()
        events = model.pgh_event_model.objects.filter(pgh_obj_id=pk).order_by("pgh_id")
        labels = list(events.values_list("pgh_label", flat=True))
        assert labels == ["insert", "update", "delete"], model


def test_passwords_are_not_in_it(db):
    fields = {f.name for f in get_user_model().pgh_event_model._meta.get_fields()}
    assert "username" in fields
    assert not {"password", "last_login"} & fields


def test_a_login_is_no_change_of_the_user(client_of, viewer):
    events = get_user_model().pgh_event_model.objects.filter(pgh_obj_id=viewer.pk)
    before = events.count()
    client_of(viewer).get("/")
    assert events.count() == before


def last_context(model) -> dict:
    return model.pgh_event_model.objects.latest("pgh_id").pgh_context.metadata


def test_a_page_leaves_user_request_address_and_door(client_of, manager):
    url = reverse("customers:create")
    client_of(manager).post(url, {"name": "Lakeside Pictures"})
    context = last_context(Customer)
    assert context["user"] == str(manager.pk)
    assert context["url"] == url
    assert context["door"] == "web"
    assert context["request"]


def test_two_requests_are_told_apart(client_of, manager):
    client, seen = client_of(manager), set()
    for name in ("One", "Two"):
        client.post(reverse("customers:create"), {"name": name})
        seen.add(last_context(Customer)["request"])
    assert len(seen) == 2


def test_a_service_without_a_request_leaves_no_user(northwind):
    event = Customer.pgh_event_model.objects.latest("pgh_id")
    assert event.pgh_context is None


def test_context_of_a_command_is_kept(db):
    with pghistory.context(command="create_customer X", door="command"):
        create_customer(name="X")
    assert last_context(Customer)["command"] == "create_customer X"


def test_history_survives_the_row(northwind):
    update_customer(customer=northwind, name="Renamed")
    pk = northwind.pk
    delete_customer(customer=northwind)
    events = Customer.pgh_event_model.objects.filter(pgh_obj_id=pk)
    assert list(events.order_by("pgh_id").values_list("name", flat=True)) == [
        "Northwind Studios",
        "Renamed",
        "Renamed",
    ]
