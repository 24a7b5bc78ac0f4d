"""Making one-time links. Each is shown in one answer, which nothing keeps."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from customers.models import OneTimeLink
from customers.users import links
from customers.users.forms import InvitationForm
from customers.users.mail import send_link
from customers.users.views.people import LIST, visible_user
from tracker.access import needs
from tracker.htmx import show
from tracker.mail import mail_is_sent
from tracker.pages import FORM, done, posted, refused, show_confirmation, show_form
from tracker.reauthentication import confirm_identity
from tracker.request import Request
from tracker.services import submit

Made = tuple[OneTimeLink, str]


@require_http_methods(FORM)
@needs("tracker.add_user")
def invite(request: Request) -> HttpResponse:
    confirm_identity(request, "invite a user", reverse(LIST))
    form = InvitationForm(posted(request), by=request.user)
    made = submit(form, links.invite, by=request.user)
    if made:
        return show_link(request, made)
    return show_form(
        request,
        form,
        title="Invite user",
        submit="Make link",
        parent=reverse(LIST),
        intro="The invited person opens a one-time link, and chooses a username and "
        "a password.",
    )


@require_http_methods(FORM)
@needs("tracker.change_user")
def new_password(request: Request, pk) -> HttpResponse:
    user = visible_user(request, pk)
    confirm_identity(request, f"let {user} choose a new password", user)
    if request.method == "POST":
        make = links.offer_password
        return made_link(request, make, parent=user, user=user)
    return show_confirmation(
        request,
        title=f"New password for {user}?",
        text=f"This makes a one-time link with which {user} chooses a new password. "
        "Their sessions end when they do. The present password works until then, and "
        "a second factor stays.",
        submit="Make link",
        parent=user,
    )


@require_POST
@needs("tracker.add_user")
def renew(request: Request, pk) -> HttpResponse:
    link = visible_link(request, pk)
    confirm_identity(request, f"make a new {link}", reverse(LIST))
    return made_link(request, links.renew, parent=LIST, link=link)


@require_POST
@needs("tracker.add_user")
def revoke(request: Request, pk) -> HttpResponse:
    link = visible_link(request, pk)
    try:
        links.revoke(link=link)
    except ValidationError as error:
        return refused(request, error, LIST)
    return done(request, f"Link for {link.name} revoked.", LIST)


def made_link(
    request: Request, make: Callable[..., Made], *, parent: Any, **of: Any
) -> HttpResponse:
    try:
        made = make(by=request.user, **of)
    except ValidationError as error:
        return refused(request, error, parent)
    return show_link(request, made)


def show_link(request: Request, made: Made) -> HttpResponse:
    link, secret = made
    address = request.build_absolute_uri(reverse("users:open", args=[secret]))
    by_mail = bool(link.email) and mail_is_sent()
    context = {
        "link": link,
        "link_address": address,
        "by_mail": by_mail,
        "sent": by_mail and send_link(link, address),
    }
    return show(request, "customers/users/link.html", context, part="panel")


def visible_link(request: Request, pk) -> OneTimeLink:
    return get_object_or_404(OneTimeLink.objects.for_user(request.user), pk=pk)
