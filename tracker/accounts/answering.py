"""Which of our addresses can be opened: where a login may lead."""

from inspect import getclosurevars
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

METHODS = "request_method_list"  # of Django's require_http_methods


def answers_get(url: str) -> bool:
    """Not those that only take what a form sends, and none that are no page."""
    try:
        view = resolve(urlsplit(url).path).func
    except Resolver404:
        return False
    if hasattr(view, "view_class"):
        return hasattr(view.view_class, "get")
    return all("GET" in methods for methods in restrictions(view))


def restrictions(view: Any) -> list[Any]:
    """The methods that each decorator of the view lets through."""
    allowed = []
    while view is not None:
        kept = getclosurevars(view).nonlocals if hasattr(view, "__closure__") else {}
        allowed += [kept[METHODS]] if METHODS in kept else []
        view = getattr(view, "__wrapped__", None)
    return allowed
