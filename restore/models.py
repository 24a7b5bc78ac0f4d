import os
from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from customers.appliances import Appliance
from customers.models import Customer, VisibleQuerySet
from jobs.models import ACTIVE, Job, JobState
from restore.dumps.catalogues import WRONG_KIND
from tracker.activity import Activity
from tracker.fields import NameField, one_of
from tracker.models import BaseModel, User, tracked

LONG_AGO = date(1, 1, 1)


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
        help_text="The environment variable that contains the server's address.",
    )
    active = models.BooleanField(default=True)

    objects = ForAdministratorsQuerySet.as_manager()
    activity = Activity(own_page=False)

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
        return assigned.server if assigned else cls.default()

    @classmethod
    def default(cls) -> "DatabaseServer":
        server, _ = cls.objects.get_or_create(
            address_variable="LANDING_DATABASE_URL", defaults={"name": "landing"}
        )
        return server


@tracked()
class ServerAssignment(BaseModel):
    customer = models.OneToOneField(Customer, models.CASCADE, related_name="+")
    server = models.ForeignKey(DatabaseServer, models.PROTECT, related_name="+")

    objects = ForAdministratorsQuerySet.as_manager()
    activity = Activity(parent="customer", own_page=False, text=None)

    def __str__(self) -> str:
        return f"{self.customer} on {self.server}"


@tracked()
class Backup(BaseModel):
    """A file that arrived, known by its sha256."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="backups")
    name = models.CharField(max_length=1000)
    path = models.CharField(max_length=4096)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)
    format = models.CharField(max_length=50)
    wrappers = models.JSONField(default=list)
    dated = models.DateField("date of the data", null=True)

    objects = VisibleQuerySet.as_manager()
    activity = Activity(parent="customer", own_page=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("customer", "sha256", name="backup_unique")
        ]

    def __str__(self) -> str:
        return self.name


class RestoreQuerySet(VisibleQuerySet["Restore"]):
    def active(self) -> Self:
        return self.filter(job__state__in=ACTIVE)

    def with_job(self) -> Self:
        """With the person who requested it, and the customer."""
        return self.select_related("customer", "job__requested_by", "backup")

    def sortable(self) -> Self:
        """With what lists sort by: never NULL, and blind to case."""
        return self.annotate(
            sort_customer=Lower("customer__name"),
            sort_person=Coalesce(Lower("job__requested_by__username"), Value("")),
            sort_dated=Coalesce("dated", Value(LONG_AGO)),
        )


@tracked()
class Restore(BaseModel):
    """One restoring of a backup: what was requested, planned, and done."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="restores")
    kind = models.CharField("appliance", max_length=20, choices=Appliance.choices())
    job = models.OneToOneField(Job, models.PROTECT, related_name="restore")
    server = models.ForeignKey(DatabaseServer, models.PROTECT, related_name="+")
    backup = models.ForeignKey(
        Backup, models.PROTECT, null=True, related_name="restores"
    )
    file = models.CharField(max_length=4096)
    name = models.CharField("backup file", max_length=1000, default="")
    database = models.CharField(max_length=63)
    dated = models.DateField("date of the data", null=True)
    plan = models.JSONField(default=dict)
    result = models.JSONField(default=dict)

    # Codes of the questions that were answered by continuing
    answered = models.JSONField(default=list)
    confirmed_at = models.DateTimeField("confirmed", null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = RestoreQuerySet.as_manager()
    activity = Activity(parent="customer")

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index("created_at", "id", name="restore_created_at")]
        constraints = [one_of("kind", Appliance, "restore_kind_known")]

    def __str__(self) -> str:
        return f"{self.database} from {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("restore:detail", args=[self.pk])

    @property
    def state(self) -> str:
        return self.job.state

    @property
    def is_of_the_other(self) -> bool:
        """The file was refused because it is the backup of the other appliance."""
        return self.job.error_code == WRONG_KIND

    @property
    def is_waiting(self) -> bool:
        return self.state == JobState.WAITING


class RestoredDatabaseQuerySet(VisibleQuerySet["RestoredDatabase"]):
    def present(self) -> Self:
        return self.filter(dropped_at=None)

    def with_people(self) -> Self:
        return self.select_related("customer", "server", "restore")

    def sortable(self) -> Self:
        return self.annotate(
            sort_customer=Lower("customer__name"),
            sort_server=Lower("server__name"),
            sort_dated=Coalesce("dated", Value(LONG_AGO)),
        )


# Written each time it is read, and no business of the history.
@tracked(exclude=["last_read_at"])
class RestoredDatabase(BaseModel):
    """A customer's own database on a landing server."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="databases")
    kind = models.CharField("appliance", max_length=20, choices=Appliance.choices())
    server = models.ForeignKey(DatabaseServer, models.PROTECT, related_name="+")
    name = models.CharField(max_length=63)
    restore = models.ForeignKey(Restore, models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    dated = models.DateField("date of the data", null=True)
    restored_at = models.DateTimeField("restored")
    last_read_at = models.DateTimeField("last read", null=True)
    dropped_at = models.DateTimeField("deleted", null=True)

    objects = RestoredDatabaseQuerySet.as_manager()
    activity = Activity(parent="customer")

    class Meta:
        ordering = ("name",)
        constraints = [
            one_of("kind", Appliance, "restored_kind_known"),
            models.UniqueConstraint(
                fields=["customer", "kind"],
                condition=models.Q(dropped_at=None),
                name="restored_database_one_alive",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("restore:database", args=[self.pk])


class PlaceReport(models.Model):
    """What a place holds and has room for, as the reconciler saw it last."""

    place = models.CharField(max_length=100, primary_key=True)
    server = models.ForeignKey(
        DatabaseServer, models.CASCADE, null=True, related_name="+"
    )
    host = models.CharField(max_length=255, blank=True)
    held = models.PositiveBigIntegerField(null=True)  # bytes that are ours
    count = models.PositiveIntegerField(null=True)  # of files, or of databases
    free = models.PositiveBigIntegerField(null=True)
    problem = models.TextField(blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("place",)

    def __str__(self) -> str:
        return self.place
