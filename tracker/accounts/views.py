from typing import Any

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.pages import done
from tracker.request import Request


@require_POST
def end_session(request: Request, pk: Any) -> HttpResponse:
    """One of one's own; ending the present one logs out."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    end_sessions(request, [session])
    return done(request, "Session ended.", reverse("usersessions_list"))
