from typing import Self, TypeVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from customers.appliances import Appliance
from tracker.activity import Activity
from tracker.fields import NameField, UniqueName, not_blank
from tracker.models import BaseModel, User, tracked

Row = TypeVar("Row", bound=models.Model)


class VisibleQuerySet(models.QuerySet[Row]):
    """Rows that belong to customers; a user sees those of all customers or of some."""

    customer = "customer__"  # how a row leads to its customer

    def for_user(self, user: User) -> Self:
        if user.sees_everything:
            return self
        return self.filter(**{f"{self.customer}accesses__user": user})


class CustomerQuerySet(VisibleQuerySet["Customer"]):
    customer = ""

    def active(self) -> Self:
        return self.filter(active=True)

    def sortable(self) -> Self:
        return self.annotate(sort_name=Lower("name"))

    def with_counts(self) -> Self:
        return self.annotate(
            project_count=models.Count("projects", distinct=True),
            phase_count=models.Count("projects__phases", distinct=True),
        )


@tracked()
class Customer(BaseModel):
    name = NameField()
    active = models.BooleanField(default=True)
    database_suffix = models.CharField(max_length=40, unique=True, editable=False)

    objects = CustomerQuerySet.as_manager()
    activity = Activity()

    class Meta:
        ordering = ("name",)
        constraints = [
            UniqueName(
                name="customer_name_unique",
                violation_error_message="A customer with this name already exists. "
                "Choose another name.",
            ),
            not_blank("customer_name_not_blank"),
            models.CheckConstraint(
                condition=models.Q(database_suffix__regex=r"^[a-z0-9]+(_[a-z0-9]+)*$"),
                name="customer_database_suffix_safe",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="suffix_for_good", fields=["id", "database_suffix"])
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:detail", args=[self.pk])

    @property
    def database_names(self) -> list[str]:
        """The restored databases that this customer has or may get."""
        return [f"{each.prefix}_{self.database_suffix}" for each in Appliance]


@tracked()
class CustomerAccess(BaseModel):
    """Lets a user who does not see all customers see one of them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="accesses"
    )
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="accesses")
    activity = Activity(
        parent="customer",
        own_page=False,
        person="user",
        phrases={
            "insert": "gave access to",
            "update": "changed access to",
            "delete": "removed access to",
        },
    )

    class Meta:
        verbose_name = "access"
        verbose_name_plural = "accesses"
        constraints = [
            models.UniqueConstraint("user", "customer", name="customer_access_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user} sees {self.customer}"
