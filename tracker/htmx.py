"""All that the product knows about HTMX's headers."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect


def is_partial(request: HttpRequest) -> bool:
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request


def go_to(request: HttpRequest, target: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """After a success: to the page of what was made, with or without HTMX."""
    response = redirect(target, *args, **kwargs)
    if is_partial(request):
        return HttpResponseClientRedirect(response.url)
    return response


def show(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str
) -> HttpResponse:
    """The page, or for HTMX its named part; 422 when the form in it was refused."""
    form = context.get("form")
    refused = form is not None and form.is_bound and not form.is_valid()
    name = f"{template}#{part}" if is_partial(request) else template
    return render(request, name, context, status=422 if refused else 200)


class LoginRedirectMiddleware:
    """A fragment asked for after the session ended takes the page to the login."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        to_login = isinstance(response, HttpResponseRedirect) and (
            response.url.startswith("/accounts/login/")
        )
        if to_login and is_partial(request):
            return HttpResponseClientRedirect(f"/accounts/login/?next={_page(request)}")
        return response


def _page(request: HttpRequest) -> str:
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    return htmx.current_url_abs_path or settings.LOGIN_REDIRECT_URL
