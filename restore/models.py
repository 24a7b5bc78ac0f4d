import os
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from customers.models import Customer, VisibleQuerySet
from restore.types import Kind
from tracker.fields import NameField, one_of
from tracker.models import BaseModel, Job, User, tracked


class ApplianceKind(models.TextChoices):
    BLACKPEARL = Kind.BLACKPEARL.value, "BlackPearl"
    RIO = Kind.RIO.value, "Rio"


class ForAdministratorsQuerySet(models.QuerySet[models.Model]):
    def for_user(self, user: User) -> Self:
        return self if user.is_superuser else self.none()


@tracked()
class DatabaseServer(BaseModel):
    """A landing server. Its address has a password: it stays in the environment."""

    name = NameField(unique=True)
    address_variable = models.CharField(
        max_length=100,
        unique=True,
        validators=[RegexValidator(r"^LANDING_DATABASE_URL\w*$")],
        help_text="The environment variable that holds the server's address.",
    )
    active = models.BooleanField(default=True)

    objects = ForAdministratorsQuerySet.as_manager()

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        if self.address_variable == "LANDING_DATABASE_URL":
            return settings.LANDING_DATABASE_URL
        return os.environ.get(self.address_variable, "")

    @classmethod
    def of(cls, customer: Customer) -> "DatabaseServer":
        """The server that the customer is assigned to, else the first."""
        assigned = ServerAssignment.objects.filter(customer=customer).first()
        if assigned:
            return assigned.server
        server, _ = cls.objects.get_or_create(
            address_variable="LANDING_DATABASE_URL", defaults={"name": "landing"}
        )
        return server


@tracked()
class ServerAssignment(BaseModel):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="+")
    server = models.ForeignKey(DatabaseServer, models.PROTECT, related_name="+")

    objects = ForAdministratorsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.customer} on {self.server}"


@tracked()
class Backup(BaseModel):
    """A file that arrived, known by its sha256."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="backups")
    name = models.CharField(max_length=1000)
    path = models.CharField(max_length=4096)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=50)
    wrappers = models.JSONField(default=list)
    dated = models.DateField("date of the data", null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("customer", "sha256", name="backup_unique")
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Restore(BaseModel):
    """One restoring of a backup: what was asked for, planned, and done."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="restores")
    kind = models.CharField(max_length=20, choices=ApplianceKind)
    job = models.OneToOneField(Job, models.PROTECT, related_name="restore")
    server = models.ForeignKey(DatabaseServer, models.PROTECT, related_name="+")
    backup = models.ForeignKey(
        Backup, models.PROTECT, null=True, related_name="restores"
    )
    file = models.CharField(max_length=4096)
    database = models.CharField(max_length=63)
    dated = models.DateField("date of the data", null=True)
    plan = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [one_of("kind", ApplianceKind, "restore_kind_known")]

    def __str__(self) -> str:
        return f"{self.database} from {self.file.rsplit('/', 1)[-1]}"


@tracked()
class RestoredDatabase(BaseModel):
    """A customer's own database on a landing server."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="databases")
    kind = models.CharField(max_length=20, choices=ApplianceKind)
    server = models.ForeignKey(DatabaseServer, models.PROTECT, related_name="+")
    name = models.CharField(max_length=63)
    restore = models.ForeignKey(Restore, models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    dated = models.DateField("date of the data", null=True)
    restored_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            one_of("kind", ApplianceKind, "restored_kind_known"),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=models.Q(dropped_at=None),
                name="restored_database_one_alive",
            ),
        ]

    def __str__(self) -> str:
        return self.name
