from typing import Any

from django.urls import reverse

from gather.services.automatic import only_place
from phases.models import MigrationData, Phase
from phases.models.measurement import RecordedVia
from phases.models.phase import PhaseType
from restore.models import Restore
from tracker.panels import panel, plain_panel, section
from tracker.request import Request
from tracker.signposts import signpost

section("Gather data", "gather:gather", icon="gather", order=60)
section("Inventories", "gather:inventories", icon="columns", order=65)


GATHERING = "phases.add_migrationdata"

plain_panel("customer.actions", "gather/customer_actions.html", order=20)
plain_panel(
    "project.actions", "gather/project_action.html", order=20, permission=GATHERING
)
plain_panel("project.more_phases", "gather/from_buckets.html")
plain_panel("phase.menu", "gather/phase_menu.html")
plain_panel("phase.actions", "gather/phase_action.html", permission=GATHERING)


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


@signpost("restore.gather")
def gather_restored(restore: Restore) -> str:
    """With as much chosen as there is no choice about."""
    return reverse("gather:gather", query=only_place(restore))


@signpost("measurement.origin")
def origin_page(measurement: MigrationData) -> str:
    """Where the figures came from; nothing for a measurement that was typed in."""
    if measurement.recorded_via != RecordedVia.GATHER:
        return ""
    return reverse("gather:origin", args=[measurement.pk])
