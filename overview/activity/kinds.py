"""The kinds of things whose changes are kept, and whose changes somebody may see.

A row is seen with the customer that it belongs to. What it belonged to is in its
history, so that this holds of rows that are gone.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from customers.models import Customer
from tracker.history import events
from tracker.models import User

# By the first of these that a model has, a row belongs to somebody.
PARENTS = ("customer", "project", "phase", "template", "inventory")
# Shown with the page of what they belong to.
NO_PAGE = {"phases.migrationdata", "phases.phasepause"}
# Seen by those who see what these are part of.
PERMISSIONS = {
    "phases.measurementimport": "phases.view_migrationdata",
    "phases.templatephase": "phases.view_projecttemplate",
}


@dataclass(frozen=True)
class Kind:
    rank: int  # of several changes at one moment, the higher one counts as the later
    model: Any

    @property
    def label(self) -> str:
        return str(self.model._meta.label_lower)

    @property
    def key(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def noun(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def permission(self) -> str:
        own = f"{self.model._meta.app_label}.view_{self.key}"
        return PERMISSIONS.get(self.label, own)

    @property
    def has_page(self) -> bool:
        return hasattr(self.model, "get_absolute_url") and self.label not in NO_PAGE

    @property
    def events(self) -> QuerySet[Any]:
        return events(self.model)

    @cached_property
    def parent(self) -> Any:
        """The field that leads to what a row belongs to."""
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        return next((fields[name] for name in PARENTS if name in fields), None)

    def visible(self, user: User, customer: Customer | None = None) -> Q | None:
        """Which changes the user may see, of one customer or of all; None: none."""
        if not user.has_perm(self.permission):
            return None
        if customer is None and user.sees_everything:
            return Q()
        if self.model is Customer:
            return Q(pgh_obj_id__in=_of(Customer, user, customer))
        if self.parent is None:
            return None
        theirs = _of(self.parent.related_model, user, customer)
        found = Q(**{f"{self.parent.name}__in": theirs})
        if self.parent.null and customer is None:
            own = self.model._default_manager.for_user(user)
            found |= Q(
                **{self.parent.attname: None},
                pgh_obj_id__in=own.filter(**{self.parent.name: None}).values("pk"),
            )
        return found


def _of(model: Any, user: User, customer: Customer | None) -> QuerySet[Any]:
    rows = model._default_manager.for_user(user)
    if customer is not None:
        rows = rows.filter(**{f"{way_to_customer(model)}pk": customer.pk})
    return rows.values("pk")


def way_to_customer(model: type[Model]) -> str:
    """As the queryset of the model says it: `project__customer__`."""
    return getattr(model._default_manager.all(), "customer", "customer__")


@cache
def all_kinds() -> tuple[Kind, ...]:
    """In the order in which they are built upon each other."""
    models = [m for m in apps.get_models() if hasattr(m, "pgh_event_model")]
    return tuple(Kind(rank, model) for rank, model in enumerate(models))


def kinds_for(user: User) -> list[Kind]:
    return [kind for kind in all_kinds() if kind.visible(user) is not None]


def kind_of(model: type[Model]) -> Kind:
    return next(kind for kind in all_kinds() if kind.model is model)
