"""The kinds of things whose changes are kept, and whose changes a user may see.

A row is seen with the customer that it belongs to. What it belonged to is in its
history, so this is also true of deleted rows.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from customers.models import Customer
from tracker.activity import Activity
from tracker.history import events
from tracker.models import User


@dataclass(frozen=True)
class Kind:
    rank: int  # of several changes at one moment, the higher one counts as the later
    model: Any

    @property
    def key(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def noun(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def activity(self) -> Activity:
        """What the model says of itself."""
        activity: Activity = self.model.activity
        return activity

    @property
    def permission(self) -> str:
        own = f"{self.model._meta.app_label}.view_{self.key}"
        return self.activity.permission or own

    @property
    def has_page(self) -> bool:
        return self.activity.own_page

    @property
    def events(self) -> QuerySet[Any]:
        return events(self.model)

    @cached_property
    def parent(self) -> Any:
        """The field that leads to what a row belongs to."""
        return self._field(self.activity.parent)

    @cached_property
    def above(self) -> list[Any]:
        """The fields that may lead to what a row belongs to, the nearest first."""
        names = (*self.activity.nearer, self.activity.parent)
        return [self._field(name) for name in names if name]

    def nearest(self, row: Any) -> Any:
        """The field that leads to what this row, or its event, is a part of."""
        filled = (field for field in self.above if getattr(row, field.attname))
        return next(filled, self.parent)

    @cached_property
    def person(self) -> Any:
        """The field of the user whose name tells a row from others."""
        return self._field(self.activity.person)

    def _field(self, name: str) -> Any:
        return self.model._meta.get_field(name) if name else None

    def visible(self, user: User, customer: Customer | None = None) -> Q | None:
        """The changes that the user may see, of one customer or of all; None: none."""
        if not user.has_perm(self.permission):
            return None
        if customer is None and user.sees_everything:
            return Q()
        if self.model is Customer:
            return Q(pgh_obj_id__in=_of(Customer, user, customer))
        if self.parent is None:
            return None
        theirs = _of(self.parent.related_model, user, customer)
        seen = Q(**{f"{self.parent.name}__in": theirs})
        if self.parent.null and customer is None:
            own = self.model._default_manager.for_user(user)
            seen |= Q(
                **{self.parent.attname: None},
                pgh_obj_id__in=own.filter(**{self.parent.name: None}).values("pk"),
            )
        return seen


def _of(model: Any, user: User, customer: Customer | None) -> QuerySet[Any]:
    rows = model._default_manager.for_user(user)
    if customer is not None:
        rows = rows.filter(**{f"{way_to_customer(model)}pk": customer.pk})
    return rows.values("pk")


def way_to_customer(model: type[Model]) -> str:
    """The lookup that the model's queryset names: `project__customer__`."""
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
