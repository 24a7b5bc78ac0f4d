"""What pages of all apps have in common: forms, confirmations, going back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tracker.htmx import go_to, show
from tracker.panels import sections
from tracker.request import Request
from tracker.signposts import address_of

HOME = "/"
FORM = ["GET", "HEAD", "POST"]  # what a page with a form answers to


def posted(request: Request) -> QueryDict | None:
    """The data that a form was sent with; None while the page is only viewed."""
    return request.POST if request.method == "POST" else None


def show_form(
    request: Request,
    form: forms.BaseForm,
    *,
    title: str,
    submit: str,
    parent: Any,
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form on its own page, or in the panel of the page that asked for it.

    `parent` is the object (or list's address) to which cancelling leads.
    """
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "intro": intro,
        "action": request.get_full_path(),
        "cancel": address(parent),
        "crumbs": crumbs(parent),
        "danger": danger,
    }
    return show(request, "tracker/form.html", context, part="panel")


def show_confirmation(
    request: Request, *, title: str, text: str, submit: str, parent: Any
) -> HttpResponse:
    """Ask before something is deleted, naming what will be."""
    return show_form(
        request,
        forms.Form(),
        title=title,
        submit=submit,
        parent=parent,
        intro=text,
        danger=True,
    )


def crumbs(parent: Any) -> list[tuple[str, Any]]:
    """The way from a list down to an object, as links."""
    if isinstance(parent, str):
        return [(parent, name_of_list(parent))]
    above = ("phase", "project", "customer", "listed_at")
    upper = next(filter(None, (getattr(parent, name, None) for name in above)), None)
    higher = crumbs(upper or address_of("customers"))
    return [*higher, (parent.get_absolute_url(), parent)]


def name_of_list(url: str) -> str:
    """As the navigation calls it; else as its address does."""
    labels = {reverse(section.url_name): section.label for section in sections()}
    return labels.get(url) or url.strip("/").capitalize()


def address(target: Any) -> str:
    return target if isinstance(target, str) else target.get_absolute_url()


def done(request: Request, message: str, target: Any) -> HttpResponse:
    messages.success(request, message)
    return go_to(request, target)


def refused(request: Request, error: ValidationError, target: Any) -> HttpResponse:
    """Say why nothing was done, on the page that asked for it."""
    messages.error(request, " ".join(error.messages))
    return go_to(request, target)


def back(request: Request, otherwise: Any) -> HttpResponse:
    return go_to(request, way_back(request, otherwise))


def way_back(request: Request, otherwise: Any) -> Any:
    """The page that the form, or its address, said it stands on."""
    page = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if safe else otherwise
