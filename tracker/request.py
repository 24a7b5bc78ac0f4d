"""A request as the product's middleware leaves it to the views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tracker.models import User


class Request(HttpRequest):
    user: User  # type: ignore[assignment]  # no one reaches a view without one
    htmx: HtmxDetails
