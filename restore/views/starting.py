"""The page for a new restore: for which customer, appliance and backup."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget, trigger_client_event

from customers.appliances import Appliance
from files.visible import visible
from restore.asking.choosing import keep_form_file, naming, restore_chosen
from restore.forms import RestoreForm
from restore.models import Restore
from tracker.access import needs
from tracker.htmx import go_to, is_partial
from tracker.pages import FORM, posted
from tracker.request import Request
from tracker.services import submit
from uploads import services as uploads
from uploads.form import form_file

RECENT = 10
PAGE = "restore/start.html"
PARTS = ("choice", "recent", "restore-errors")  # ids of what is swapped by itself


@require_http_methods(FORM)
@needs("restore.view_restore")
def start(request: Request) -> HttpResponse:
    """Viewers see what is being restored, without the form."""
    if request.method == "POST":
        return begin(request)
    form = RestoreForm(user=request.user, initial=request.GET.dict())
    return show_start(request, form)


@needs("restore.add_restore")
def begin(request: Request) -> HttpResponse:
    form = RestoreForm(posted(request), user=request.user)
    try:
        form = with_kept_file(request, form)
    except ValidationError as refused:
        form.is_valid()
        form.add_error(None, ValidationError(refused.messages))
        return show_start(request, form, status=422)
    if "look" in request.POST:  # without JavaScript: see the names first
        return go_to(request, f"{reverse('restore:start')}?{chosen(form)}")
    restore = submit(form, restore_chosen, user=request.user)
    if restore is None:
        return show_start(request, form, status=422)
    text = f"The restore of {restore.name} has started."
    if is_partial(request) and "stay" in request.POST:
        return stay(request, text)
    messages.success(request, text)
    return go_to(request, restore)


def stay(request: Request, text: str) -> HttpResponse:
    """Other files are still being sent, which leaving the page would interrupt."""
    form = RestoreForm(user=request.user)
    response = render(request, f"{PAGE}#recent", start_context(request, form))
    trigger_client_event(response, "restore:begun", {})
    trigger_client_event(response, "toast", {"text": visible(text), "tone": "ok"})
    return reswap(retarget(response, "#recent"), "outerHTML")


def with_kept_file(request: Request, form: RestoreForm) -> RestoreForm:
    """A file that came with the form is kept, and chosen: it is not sent again."""
    file, customer = form_file(request), form.chosen_customer
    if file is None or customer is None or request.POST.get("upload"):
        return form
    here = keep_form_file(file=file, customer=customer, user=request.user)
    return RestoreForm({**request.POST.dict(), "here": here}, user=request.user)


def chosen(form: RestoreForm) -> str:
    names = ["customer", "kind", "date", *(["here"] if form.data.get("here") else [])]
    return urlencode({name: form.data.get(name, "") for name in names})


def show_start(
    request: Request, form: RestoreForm, *, status: int = 200
) -> HttpResponse:
    part = request.htmx.target if is_partial(request) else None
    name = f"{PAGE}#{part}" if part in PARTS else PAGE
    response = render(request, name, start_context(request, form), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def start_context(request: Request, form: RestoreForm) -> dict[str, Any]:
    customer = form.chosen_customer
    restores = Restore.objects.for_user(request.user).with_job().defer("plan")
    recent = list(restores.order_by("-created_at")[:RECENT])
    return {
        "form": form,
        "customer": customer,
        "naming": naming(customer, Appliance(form.chosen_kind)) if customer else None,
        "unfinished": uploads.unfinished_uploads(user=request.user),
        "recent": recent,
        "any_active": any(restore.job.is_active for restore in recent),
    }
