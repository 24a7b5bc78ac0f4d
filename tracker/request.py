"""A request as the product's middleware leaves it to the views."""

from uuid import UUID

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from tracker.models import User


class Request(HttpRequest):
    user: User  # type: ignore[assignment]  # no one reaches a view without one
    htmx: HtmxDetails


MOST_IDS = 40  # of one address


def uuids(texts: list[str]) -> list[UUID]:
    """Those of an address that are ids."""
    valid = []
    for text in texts[:MOST_IDS]:
        try:
            valid.append(UUID(text))
        except ValueError:
            continue
    return valid
