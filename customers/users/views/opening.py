"""What a one-time link opens, for people who cannot log in yet."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from customers.models import LinkKind, OneTimeLink
from customers.users import links
from customers.users.forms import AccountForm, PasswordForm
from customers.users.links import LinkGoneError
from tracker.models import User
from tracker.pages import FORM, posted
from tracker.request import Request
from tracker.services import submit

# Not even our own pages hear the address. ("no-referrer" would take from the form's
# request the Origin by which its sender is checked.)
REFERRER = "strict-origin"


@login_not_required
@sensitive_post_parameters()
@require_http_methods(FORM)
def open_link(request: Request, secret: str) -> HttpResponse:
    """Seeing the page uses nothing up: mail programs look at links too."""
    try:
        response = answer(request, links.open_link(secret))
    except LinkGoneError:
        response = page(request, "gone", status=404)
    response["Referrer-Policy"] = REFERRER
    return response


def answer(request: Request, link: OneTimeLink) -> HttpResponse:
    if request.user.is_authenticated:
        return page(request, "logged_in", link=link)
    invites = link.kind == LinkKind.INVITATION
    form = (AccountForm if invites else PasswordForm)(posted(request))
    accept = links.accept_invitation if invites else links.accept_password
    user: User | None = submit(form, accept, link=link)
    if user:
        return perform_login(request, user)  # type: ignore[no-any-return]
    status = 422 if form.is_bound else 200
    return page(request, "accept", status=status, link=link, form=form)


def page(
    request: Request, name: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    template = f"customers/users/{name}.html"
    return render(request, template, context, status=status)
