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
        by_hand = "is set by hand" if changed.expected_date else "follows the forecast"
        return done(request, f"The end of {changed} {by_hand}.", changed)
    return show_form(
        request,
        form,
        title=f"Expected end of {phase}",
        submit="Save",
        parent=phase,
        intro="The page, the project and reports then show this day. The forecast "
        "is still made, and stays beside it.",
    )


@require_http_methods(FORM)
@needs("phases.add_phasepause")
def pause_add(request: Request, pk) -> HttpResponse:
    phase = get_object_or_404(
        Phase.objects.for_user(request.user).with_project(), pk=pk
    )
    form = PauseForm(posted(request))
    if submit(form, services.add_pause, phase=phase):
        return done(request, "The pause was added.", phase)
    return show_form(
        request,
        form,
        title=f"Pause in {phase}",
        submit="Add pause",
        parent=phase,
        intro="Days on which nobody expects progress, such as a move of the library. "
        "They count neither against the rate nor towards the end.",
    )


@require_http_methods(FORM)
@needs("phases.change_phasepause")
def pause_edit(request: Request, pk) -> HttpResponse:
    pause = _visible(request, pk)
    form = PauseForm(posted(request), instance=pause)
    if submit(form, services.change_pause, pause=pause):
        return done(request, "The pause was changed.", pause.phase)
    return show_form(
        request, form, title=f"Pause {pause}", submit="Save", parent=pause.phase
    )


@require_http_methods(FORM)
@needs("phases.delete_phasepause")
def pause_delete(request: Request, pk) -> HttpResponse:
    pause = _visible(request, pk)
    if request.method == "POST":
        services.delete_pause(pause=pause)
        return done(request, "The pause was deleted.", pause.phase)
    return show_confirmation(
        request,
        title=f"Delete the pause {pause}?",
        text="Its days count again. The history keeps it.",
        submit="Delete pause",
        parent=pause.phase,
    )


def _visible(request: Request, pk) -> PhasePause:
    pauses = PhasePause.objects.select_related("phase__project__customer")
    visible = pauses.filter(phase__in=Phase.objects.for_user(request.user))
    return get_object_or_404(visible, pk=pk)
