"""Users: the list, one user, and changing what a user may do."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from customers.models import OneTimeLink
from customers.users import rights, services
from customers.users.filters import UserFilter
from customers.users.forms import AccessForm
from customers.users.reading import customers_text, listed_users, with_factors
from customers.users.tables import UserTable
from tracker.access import needs
from tracker.history import history_of
from tracker.lists import show_list
from tracker.models import User
from tracker.pages import FORM, done, posted, refused, show_confirmation, show_form
from tracker.reauthentication import confirm_identity
from tracker.request import Request
from tracker.services import submit

LIST = "users:list"


@require_safe
@needs("tracker.view_user")
def user_list(request: Request) -> HttpResponseBase:
    links = OneTimeLink.objects.for_user(request.user).open()
    return show_list(
        request,
        queryset=listed_users(request.user),
        table_class=UserTable,
        filter_class=UserFilter,
        template="customers/users/list.html",
        prepare=with_factors,
        links=links.select_related("created_by").prefetch_related("customers"),
    )


@require_safe
@needs("tracker.view_user")
def user_detail(request: Request, pk) -> HttpResponse:
    user = visible_user(request, pk)
    with_factors([user])
    context = {
        "member": user,
        "customers": customers_text(user, most=None),
        "why_not": rights.why_not(request.user, user),
        "why_no_access": rights.why_no_access(request.user, user),
        "links": user.links.open().select_related("created_by"),
        "history": history_of(user),
    }
    return render(request, "customers/users/detail.html", context)


@require_http_methods(FORM)
@needs("tracker.change_user")
def user_edit(request: Request, pk) -> HttpResponse:
    user = visible_user(request, pk)
    if why := rights.why_no_access(request.user, user):
        return refused(request, ValidationError(why), user)
    confirm_identity(request, f"change the role and customers of {user}", user)
    form = AccessForm(posted(request), user=user, by=request.user)
    changed = submit(form, services.change_user, user=user, by=request.user)
    if changed:
        visible = rights.visible_users(request.user).filter(pk=user.pk).exists()
        return done(request, f"User {user} saved.", changed if visible else LIST)
    return show_form(
        request,
        form,
        title=f"Role and customers of {user}",
        submit="Save",
        parent=user,
        intro=rights.why_not(request.user, user),
    )


@require_http_methods(FORM)
@needs("tracker.change_user")
def user_deactivate(request: Request, pk) -> HttpResponse:
    text = (
        "{} can no longer log in, and is logged out everywhere at once. Everything "
        "they did is kept. You can reactivate them later."
    )
    return change_state(request, pk, "deactivate", services.deactivate, text)


@require_http_methods(FORM)
@needs("tracker.change_user")
def user_reactivate(request: Request, pk) -> HttpResponse:
    text = (
        "{} can log in again with their password, in the same role and for the same "
        "customers. Earlier sessions stay ended."
    )
    return change_state(request, pk, "reactivate", services.reactivate, text)


def change_state(
    request: Request, pk, verb: str, change: Callable[..., User], text: str
) -> HttpResponse:
    user = visible_user(request, pk)
    confirm_identity(request, f"{verb} the user {user}", user)
    if request.method != "POST":
        return show_confirmation(
            request,
            title=f"{verb.capitalize()} {user}?",
            text=text.format(user),
            submit=f"{verb.capitalize()} user",
            parent=user,
        )
    try:
        change(user=user, by=request.user)
    except ValidationError as error:
        return refused(request, error, user)
    return done(request, f"User {user} {verb}d.", user)


def visible_user(request: Request, pk) -> User:
    return get_object_or_404(listed_users(request.user), pk=pk)
