from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from phases.forms import CorrectionForm, MeasurementForm
from phases.importing.mapping import SIZES
from phases.models import MeasurementType, MigrationData, Phase
from phases.models.measurement import FIGURES
from phases.services import measurements as services
from phases.standing import with_progress
from phases.steps import page_of_steps
from tracker.access import needs
from tracker.csvexport import csv_response
from tracker.forms import exact_size
from tracker.history import events
from tracker.htmx import show
from tracker.pages import FORM, done, posted, refused, show_confirmation, show_form
from tracker.request import Request
from tracker.services import submit

EXPORTED = ("timestamp", "type", *FIGURES, "note")


@require_safe
@needs("phases.view_migrationdata")
def measurement_list(request: Request, pk) -> HttpResponse:
    """All measurements of a phase, on their own page or in the place of the latest."""
    phases = Phase.objects.for_user(request.user).with_project()
    phase = get_object_or_404(phases, pk=pk)
    with_progress([phase])
    page, steps = page_of_steps(phase, request.GET.get("page", ""))
    context = {
        "phase": phase,
        "page": page,
        "steps": steps,
        "measurement_count": page.paginator.count,
    }
    return show(request, "phases/all_measurements.html", context, part="measurements")


@require_http_methods(FORM)
@needs("phases.add_migrationdata")
def measurement_add(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(Phase.objects.for_user(request.user), pk=pk)
    form = MeasurementForm(posted(request), initial=_proposal(phase))
    added = submit(
        form, services.add_measurement, phase=phase, recorded_by=request.user
    )
    if added:
        return done(request, f"{added} added.", phase)
    return show_form(
        request,
        form,
        title=f"Add a measurement to {phase}",
        submit="Add measurement anyway" if form.asks else "Add measurement",
        parent=phase,
    )


def _proposal(phase: Phase) -> dict[str, object]:
    """Today; and the first measurement of a phase is its reference."""
    first = not phase.measurements.exists()
    return {
        "timestamp": timezone.localdate(),
        "type": MeasurementType.REFERENCE if first else MeasurementType.DATA,
    }


@require_http_methods(FORM)
@needs("phases.change_migrationdata")
def measurement_correct(request: Request, pk) -> HttpResponse:
    measurement = _visible(request, pk)
    form = CorrectionForm(posted(request), instance=measurement)
    corrected = submit(form, services.correct_measurement, measurement=measurement)
    if corrected:
        return done(request, f"{corrected} corrected.", measurement.phase)
    return show_form(
        request,
        form,
        title=f"Correct the {_named(measurement)}",
        submit="Save correction anyway" if form.asks else "Save correction",
        parent=measurement.phase,
    )


@require_http_methods(FORM)
@needs("phases.delete_migrationdata")
def measurement_delete(request: Request, pk) -> HttpResponse:
    measurement = _visible(request, pk)
    if request.method != "POST":
        return show_confirmation(
            request,
            title=f"Delete the {_named(measurement)}?",
            text="You can undo the deletion in the history of the phase.",
            submit="Delete measurement",
            parent=measurement.phase,
        )
    services.delete_measurement(measurement=measurement)
    text = f"{measurement} deleted. You can undo this in the history below."
    return done(request, text, measurement.phase)


@require_POST
@needs("phases.add_migrationdata")
def measurement_undo(request: Request, event: int) -> HttpResponse:
    """Bring back what a row of the history says was deleted."""
    deleted = get_object_or_404(
        events(MigrationData).filter(
            pgh_label="delete", phase__in=Phase.objects.for_user(request.user)
        ),
        pgh_id=event,
    )
    try:
        measurement = services.restore_measurement(event=deleted)
    except ValidationError as error:
        return refused(request, error, deleted.phase)
    return done(request, f"{measurement} restored.", deleted.phase)


@require_safe
@needs("phases.add_migrationdata")
def size_in_bytes(request: Request) -> HttpResponse:
    """What stands beside the field of a size while it is typed."""
    text = next((request.GET[name] for name in SIZES if name in request.GET), "")
    sign = "," if request.GET.get("decimal_sign") == "," else "."
    return HttpResponse(exact_size(text, sign))


@require_safe
@needs("phases.view_migrationdata")
def measurements_csv(request: Request, pk) -> HttpResponseBase:
    phase = get_object_or_404(Phase.objects.for_user(request.user), pk=pk)
    rows = phase.measurements.order_by("timestamp", "type").values_list(*EXPORTED)
    return csv_response("measurements", list(EXPORTED), rows.iterator())


@require_safe
@needs("phases.view_migrationdata")
def measurements_json(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(Phase.objects.for_user(request.user), pk=pk)
    rows = phase.measurements.order_by("timestamp", "type").values(*EXPORTED)
    return JsonResponse(
        {"phase": phase.name, "measurements": list(rows)},
        json_dumps_params={"indent": 1},
        headers={"Content-Disposition": 'attachment; filename="measurements.json"'},
    )


def _named(measurement: MigrationData) -> str:
    """As within a sentence: "measurement of 24 Nov 2026"."""
    name = str(measurement)
    return name[0].lower() + name[1:]


def _visible(request: Request, pk) -> MigrationData:
    measurements = MigrationData.objects.for_user(request.user)
    return get_object_or_404(measurements.select_related("phase"), pk=pk)
