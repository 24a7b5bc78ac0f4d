"""All that the product knows about HTMX's headers."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from tracker.request import Request

# Pages that stand between a request and what it is for.
CONFIRMING = ("/accounts/reauthenticate/", "/accounts/2fa/")


def is_partial(request: Request) -> bool:
    return bool(request.htmx) and not request.htmx.history_restore_request


def go_to(request: Request, target: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """After a success: to the page of what was made, with or without HTMX."""
    response = redirect(target, *args, **kwargs)
    if is_partial(request):
        return HttpResponseClientRedirect(response.url)
    return response


def show(
    request: Request, template: str, context: dict[str, Any], *, part: str
) -> HttpResponse:
    """The page, or for HTMX its named part; 422 when the form in it was refused."""
    form = context.get("form")
    refused = form is not None and form.is_bound and not form.is_valid()
    name = f"{template}#{part}" if is_partial(request) else template
    response = render(request, name, context, status=422 if refused else 200)
    patch_vary_headers(response, ["HX-Request"])  # page and part share an address
    return response


class ConfirmingMiddleware:
    """A fragment that needs the password again takes the page there, which then
    returns to the request.
    """

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        url = response.url if isinstance(response, HttpResponseRedirect) else ""
        if url.startswith(CONFIRMING) and is_partial(request):
            return HttpResponseClientRedirect(url)
        return response
