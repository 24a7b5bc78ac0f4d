from dataclasses import dataclass
from typing import Any

from django import template

from tracker.models import SavedView
from tracker.remembered.listings import Listing, listing_for, query_of

register = template.Library()


@dataclass(frozen=True)
class Views:
    saved: list[SavedView]
    query: str  # of the list as it is shown now
    name: str

    @property
    def current(self) -> SavedView | None:
        return next((view for view in self.saved if view.query == self.query), None)


@register.simple_tag(takes_context=True)
def saved_views(context: dict[str, Any]) -> Views | None:
    """Of the list on this page: the user's own views and shared ones."""
    request = context["request"]
    listing: Listing | None = listing_for(request, context["table"].file_name)
    if listing is None:
        return None
    views = SavedView.objects.for_user(request.user).select_related("owner")
    query = query_of(
        listing, context["filters"], request, request.GET.getlist("columns")
    )
    return Views(list(views.filter(list_name=listing.name)), query, listing.name)
