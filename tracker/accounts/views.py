from typing import Any

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts.display import DisplayForm, preview, save_display
from tracker.htmx import show
from tracker.pages import FORM, done, posted
from tracker.preferences import browser_zone
from tracker.request import Request
from tracker.services import submit


@require_POST
def end_session(request: Request, pk: Any) -> HttpResponse:
    """One of one's own; ending the present one logs out."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    end_sessions(request, [session])
    return done(request, "Session ended.", reverse("usersessions_list"))


@require_http_methods(FORM)
def display(request: Request) -> HttpResponse:
    """One's time zone and units. While these are chosen, what pages will show."""
    kept = {name: getattr(request.user, name) for name in DisplayForm.base_fields}
    form = DisplayForm(
        posted(request),
        initial={**kept, **request.GET.dict()},
        seen_from=browser_zone(request),
    )
    if submit(form, save_display, user=request.user):
        page = reverse("account_display")
        return done(request, "Time zone and units saved.", page)
    context = {"form": form, "preview": preview(request, form)}
    return show(request, "account/display.html", context, part="preview")
