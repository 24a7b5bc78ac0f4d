from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from customers.appliances import Appliance
from tracker.activity import Activity
from tracker.fields import NameField, UniqueName, not_blank, one_of
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


LINK_DAYS = 7


def end_of_link() -> datetime:
    return timezone.now() + timedelta(days=LINK_DAYS)


class LinkKind(models.TextChoices):
    INVITATION = "invitation", "Invitation"
    PASSWORD = "password", "New password"


class OneTimeLinkQuerySet(models.QuerySet["OneTimeLink"]):
    def for_user(self, user: User) -> Self:
        """Those whose customers, and whose user's, all are customers of the user."""
        if user.sees_everything:
            return self
        seen = Customer.objects.for_user(user)
        hidden = Customer.objects.exclude(pk__in=seen)
        return (
            self.exclude(sees_all_customers=True)
            .filter(pk__in=_links_to(seen))
            .exclude(pk__in=_links_to(hidden))
        )

    def open(self) -> Self:
        unused = self.filter(used_at=None, revoked_at=None)
        return unused.filter(expires_at__gt=timezone.now())


def _links_to(customers: models.QuerySet[Customer]) -> models.QuerySet[Any, Any]:
    through = OneTimeLink.customers.through
    return through.objects.filter(customer__in=customers).values("onetimelink")


@tracked(exclude=["secret_hash"])
class OneTimeLink(BaseModel):
    """Lets the person who has it make an account, or choose a new password, once.

    Only a hash of its secret is kept: the link itself is shown once.
    """

    kind = models.CharField(max_length=20, choices=LinkKind)
    name = NameField()  # of the person, or the username
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, blank=True)
    sees_all_customers = models.BooleanField(default=False)
    customers = models.ManyToManyField(Customer, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("expires", default=end_of_link)
    used_at = models.DateTimeField("used", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()
    activity = Activity(
        own_page=False,
        permission="tracker.view_user",
        phrases={"insert": "made a", "update": "changed the", "delete": "deleted the"},
    )

    class Meta:
        verbose_name = "one-time link"
        ordering = ("expires_at", "pk")
        constraints = [one_of("kind", LinkKind, "one_time_link_kind")]

    def __str__(self) -> str:
        invites = self.kind == LinkKind.INVITATION
        purpose = "an invitation" if invites else "a new password"
        return f"one-time link to {purpose} for {self.name}"

    @property
    def is_open(self) -> bool:
        unused = self.used_at is None and self.revoked_at is None
        return unused and self.expires_at > timezone.now()
