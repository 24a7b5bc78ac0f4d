from typing import Any

from django.urls import reverse

from customers.models import Customer
from phases.models import MigrationData, Phase
from phases.models.measurement import RecordedVia
from phases.models.phase import PhaseType
from projects.models import Project
from tracker.panels import panel, section, signpost
from tracker.request import Request

section("Gather data", "gather:gather", icon="gather", order=60)
section("Inventories", "gather:inventories", icon="columns", order=65)


def may_gather(request: Request) -> dict[str, Any] | None:
    return {} if request.user.has_perm("phases.add_migrationdata") else None


@panel("customer.actions", "gather/customer_actions.html", order=20)
def customer_actions(request: Request, customer: Customer) -> dict[str, Any]:
    return {}


@panel("project.actions", "gather/project_action.html", order=20)
def gather_project(request: Request, project: Project) -> dict[str, Any] | None:
    return may_gather(request)


@panel("project.more_phases", "gather/from_buckets.html")
def add_from_buckets(request: Request, project: Project) -> dict[str, Any]:
    return {}


@panel("phase.menu", "gather/phase_menu.html")
def gather_past(request: Request, phase: Phase) -> dict[str, Any]:
    return {}


@panel("phase.actions", "gather/phase_action.html")
def gather_for_phase(request: Request, phase: Phase) -> dict[str, Any] | None:
    return may_gather(request)


@panel("phase.body", "gather/phase_buckets_later.html")
def buckets_over_time(request: Request, phase: Phase) -> dict[str, Any] | None:
    """Loaded when someone scrolls there, if inventories contain the phase's buckets."""
    if phase.type == PhaseType.RIO_CRUISE or not request.user.has_perm(
        "gather.view_inventory"
    ):
        return None
    gathered = phase.measurements.filter(recorded_via=RecordedVia.GATHER)
    return {} if gathered.exists() else None


@signpost("phase.gather")
def gather_page(phase: Phase) -> str:
    return reverse("gather:gather", query={"phase": phase.pk})


@signpost("measurement.origin")
def origin_page(measurement: MigrationData) -> str:
    """Where the figures came from; nothing for a measurement that was typed in."""
    if measurement.recorded_via != RecordedVia.GATHER:
        return ""
    return reverse("gather:origin", args=[measurement.pk])
