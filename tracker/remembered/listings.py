"""Lists whose views can be saved; each room registers its own in panels.py."""

from dataclasses import dataclass
from functools import partial

import django_filters
from django.http import QueryDict
from django.urls import reverse

from tracker.lists import ListTable
from tracker.request import Request
from tracker.signposts import signpost


@dataclass(frozen=True)
class Listing:
    table: type[ListTable]
    filters: type[django_filters.FilterSet]
    page: str  # the name of its address
    permission: str

    @property
    def name(self) -> str:
        return self.table.file_name


_listings: dict[str, Listing] = {}


def listing(
    table: type[ListTable],
    filters: type[django_filters.FilterSet],
    *,
    page: str,
    permission: str,
) -> None:
    _listings[table.file_name] = Listing(table, filters, page, permission)
    signpost(f"list.{table.file_name}")(partial(reverse, page))


def listing_for(request: Request, name: str) -> Listing | None:
    """None where there is no such list, or not for this user."""
    known = _listings.get(name)
    return known if known and request.user.has_perm(known.permission) else None


def query_of(
    listing: Listing,
    filters: django_filters.FilterSet,
    request: Request,
    columns: list[str],
) -> str:
    """What of an address is valid and shapes the list, always in one order."""
    form = filters.form
    form.is_valid()
    query = QueryDict(mutable=True)
    for name in form.fields:
        if form.cleaned_data.get(name) not in (None, ""):
            query[name] = request.GET[name]
    if sort := request.GET.get("sort"):
        query["sort"] = listing.table.sort_field(sort)[0]
    query.setlist("columns", [n for n in listing.table.names() if n in columns])
    return query.urlencode()
