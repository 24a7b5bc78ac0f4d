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


class InventoryQuerySet(VisibleQuerySet["Inventory"]):
    def published(self) -> Self:
        """Of what was served at some time.

        A restore may still fail when its stock is taken; dropping the restored
        database later changes nothing.
        """
        served = RestoredDatabase.objects.filter(restore=models.OuterRef("restore"))
        return self.filter(models.Exists(served))

    def usable(self) -> Self:
        """Published, and not discarded since."""
        return self.published().filter(discarded_at=None)

    def sortable(self) -> Self:
        """With what lists sort by: blind to case."""
        with_customer = self.select_related("customer")
        return with_customer.annotate(sort_customer=Lower("customer__name"))

    def of(self, customer: Customer | UUID, kind: str) -> Self:
        return self.filter(customer=customer, kind=kind)

    def newest_first(self) -> Self:
        """Of several of one day, the one taken last comes first: it counts."""
        return self.order_by("-dated", "-taken_at", "-id")

    def one_a_day(self) -> list["Inventory"]:
        """The one that counts of each day, the oldest day first."""
        rows = self.order_by("dated", "-taken_at", "-id")
        return list(rows.distinct("dated"))

    def until(self, day: date) -> Self:
        return self.filter(dated__lte=day)


@tracked()
class Inventory(BaseModel):
    """What a catalogue said on one day. Kept when the restored database is dropped.

    A summary in some hundreds of rows, from which every gather is answered.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="inventories")
    kind = models.CharField(max_length=20, choices=Appliance.choices())
    restore = models.ForeignKey(Restore, models.PROTECT, related_name="inventories")
    job = models.OneToOneField(
        Job, models.PROTECT, null=True, blank=True, related_name="inventory"
    )
    dated = models.DateField("date of the data")
    taken_at = models.DateTimeField()
    seconds = models.FloatField("duration")

    # Of the backup, as it may be gone one day.
    backup_name = models.CharField("backup", max_length=1000)
    backup_sha256 = models.CharField("sha256", max_length=64)
    backup_size = models.PositiveBigIntegerField()

    notes = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="What the catalogue's age lacks, and what had to be understood.",
    )
    objects_count = models.PositiveBigIntegerField("objects", default=0)
    size = models.PositiveBigIntegerField(default=0)
    blobs_count = models.PositiveBigIntegerField("blobs", default=0)
    sanity = models.JSONField(
        default=dict, help_text="Counts of what is odd, by the names in SANITY."
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
                violation_error_message="Say why this inventory is discarded.",
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
