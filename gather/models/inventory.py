from datetime import date
from typing import Self
from uuid import UUID

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.formats import date_format

from customers.appliances import Appliance
from customers.models import Customer, VisibleQuerySet
from jobs.models import Job
from restore.models import Restore, RestoredDatabase
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, tracked

REASON_MISSING = "Enter a reason for discarding this inventory."


class InventoryQuerySet(VisibleQuerySet["Inventory"]):
    def published(self) -> Self:
        """Of databases that have been in use.

        A restore may still fail after its inventory was created; deleting the
        restored database later changes nothing.
        """
        in_use = RestoredDatabase.objects.filter(restore=models.OuterRef("restore"))
        return self.filter(models.Exists(in_use))

    def usable(self) -> Self:
        """Published, and not discarded since."""
        return self.published().filter(discarded_at=None)

    def sortable(self) -> Self:
        """With what lists sort by, ignoring case."""
        with_customer = self.select_related("customer")
        return with_customer.annotate(sort_customer=Lower("customer__name"))

    def of(self, customer: Customer | UUID, kind: str) -> Self:
        return self.filter(customer=customer, kind=kind)

    def newest_first(self) -> Self:
        """Of several for one day, the last one comes first, and counts."""
        return self.order_by("-dated", "-taken_at", "-id")

    def one_a_day(self) -> list["Inventory"]:
        """The one that counts of each day, the oldest day first."""
        rows = self.order_by("dated", "-taken_at", "-id")
        return list(rows.distinct("dated"))

    def until(self, day: date) -> Self:
        return self.filter(dated__lte=day)


@tracked()
class Inventory(BaseModel):
    """What a catalogue contained on one day: a summary in some hundreds of rows.

    Measurements need nothing else, so it outlives the restored database.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="inventories")
    kind = models.CharField("appliance", max_length=20, choices=Appliance.choices())
    restore = models.ForeignKey(Restore, models.PROTECT, related_name="inventories")
    job = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, related_name="inventory"
    )
    dated = models.DateField("date of the data")
    taken_at = models.DateTimeField("created")
    seconds = models.FloatField("duration")

    # Copied from the backup, which may be deleted one day.
    backup_name = models.CharField("backup", max_length=1000)
    backup_sha256 = models.CharField("SHA-256", max_length=64)
    backup_size = models.PositiveBigIntegerField()

    notes = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="What the catalogue lacks, and how oddities were counted.",
    )
    objects_count = models.PositiveBigIntegerField("objects", default=0)
    size = models.PositiveBigIntegerField(default=0)
    blobs_count = models.PositiveBigIntegerField("blobs", default=0)
    sanity = models.JSONField(
        "data checks", default=dict, help_text="Counts by the names in SANITY."
    )

    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    discard_reason = models.CharField(max_length=500, blank=True)

    objects = InventoryQuerySet.as_manager()
    activity = Activity(parent="customer")

    class Meta:
        verbose_name_plural = "inventories"
        ordering = ("-dated", "-taken_at")
        indexes = [
            models.Index(
                fields=["customer", "kind", "-dated", "-taken_at"],
                name="inventory_newest",
            )
        ]
        constraints = [
            one_of("kind", Appliance, "inventory_kind_known"),
            models.CheckConstraint(
                condition=models.Q(seconds__gte=0), name="inventory_took_time"
            ),
            models.CheckConstraint(
                condition=models.Q(discarded_at=None)
                | models.Q(discard_reason__regex=r"\S"),
                name="inventory_discarded_for_a_reason",
                violation_error_message=REASON_MISSING,
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="counted_for_good",
                fields=[
                    "id",
                    "customer",
                    "kind",
                    "restore",
                    "taken_at",
                    "objects_count",
                    "size",
                    "blobs_count",
                    "sanity",
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {date_format(self.dated)}"

    def get_absolute_url(self) -> str:
        return reverse("gather:inventory", args=[self.pk])

    @property
    def is_discarded(self) -> bool:
        return self.discarded_at is not None
