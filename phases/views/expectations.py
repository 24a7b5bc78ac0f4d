from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from phases.forms import ExpectForm, PauseForm
from phases.models import Phase, PhasePause
from phases.services import expectations as services
from tracker.access import needs
from tracker.pages import FORM, done, posted, show_confirmation, show_form
from tracker.request import Request
from tracker.services import submit


@require_http_methods(FORM)
@needs("phases.change_phase")
def phase_expect(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(
        Phase.objects.for_user(request.user).with_project(), pk=pk
    )
    form = ExpectForm(posted(request), instance=phase)
    changed = submit(form, services.expect, phase=phase)
    if changed:
        manual = "is set manually" if changed.expected_date else "follows the forecast"
        return done(request, f"The end date of {changed} {manual}.", changed)
    return show_form(
        request,
        form,
        title=f"Override the end date of {phase}",
        submit="Save",
        parent=phase,
        intro="This date is shown on the phase, the project and in reports. The "
        "forecast is still calculated and shown next to it.",
    )


@require_http_methods(FORM)
@needs("phases.add_phasepause")
def pause_add(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(
        Phase.objects.for_user(request.user).with_project(), pk=pk
    )
    form = PauseForm(posted(request))
    if submit(form, services.add_pause, phase=phase):
        return done(request, "Pause added.", phase)
    return show_form(
        request,
        form,
        title=f"Add a pause to {phase}",
        submit="Add pause",
        parent=phase,
        intro="Add days when no progress is expected, for example while a library is "
        "moved. The rate and the forecast do not count these days.",
    )


@require_http_methods(FORM)
@needs("phases.change_phasepause")
def pause_edit(request: Request, pk) -> HttpResponse:
    pause = _visible(request, pk)
    form = PauseForm(posted(request), instance=pause)
    if submit(form, services.change_pause, pause=pause):
        return done(request, "Pause changed.", pause.phase)
    title = f"Edit the pause {pause}"
    return show_form(request, form, title=title, submit="Save", parent=pause.phase)


@require_http_methods(FORM)
@needs("phases.delete_phasepause")
def pause_delete(request: Request, pk) -> HttpResponse:
    pause = _visible(request, pk)
    if request.method == "POST":
        services.delete_pause(pause=pause)
        return done(request, "Pause deleted.", pause.phase)
    return show_confirmation(
        request,
        title=f"Delete the pause {pause}?",
        text="The forecast will count these days again. The history keeps the pause.",
        submit="Delete pause",
        parent=pause.phase,
    )


def _visible(request: Request, pk) -> PhasePause:
    pauses = PhasePause.objects.select_related("phase__project__customer")
    visible = pauses.filter(phase__in=Phase.objects.for_user(request.user))
    return get_object_or_404(visible, pk=pk)
