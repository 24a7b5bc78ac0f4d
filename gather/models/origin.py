from django.contrib.postgres.fields import ArrayField
from django.db import models

from customers.models import VisibleQuerySet
from gather.models.inventory import Inventory
from jobs.models import Job
from phases.models import MigrationData
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, tracked


class BucketRule(models.TextChoices):
    CHOSEN = "chosen", "selected buckets"
    NAMED = "named", "the bucket with the phase's name"
    ALL = "all", "all buckets"
    BROKER = "broker", "all objects of the source broker"


class OriginQuerySet(VisibleQuerySet["Origin"]):
    customer = "inventory__customer__"


@tracked()
class Origin(BaseModel):
    """Where a measurement's figures came from: enough to work them out again.

    No constraint ties it to its measurement, so that a deleted measurement that is
    restored (under the same id) finds its origin again.
    """

    measurement = models.OneToOneField(
        MigrationData, models.DO_NOTHING, db_constraint=False, related_name="origin"
    )
    inventory = models.ForeignKey(Inventory, models.PROTECT, related_name="origins")
    tapes_inventory = models.ForeignKey(
        Inventory, models.PROTECT, null=True, blank=True, related_name="+"
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    type = models.CharField("type of phase", max_length=20)
    source = models.TextField()
    target = models.TextField()
    partition = models.TextField(blank=True)
    rule = models.CharField(max_length=10, choices=BucketRule)
    buckets = ArrayField(models.TextField(), default=list, blank=True)
    figures = models.JSONField(
        help_text="As gathered. Later corrections are shown next to them."
    )

    objects = OriginQuerySet.as_manager()
    activity = Activity(
        parent="inventory",
        own_page=False,
        text=None,
        phrases={"insert": "linked a measurement to the inventory"},
    )

    class Meta:
        constraints = [one_of("rule", BucketRule, "origin_rule_known")]

    def __str__(self) -> str:
        return f"from the inventory {self.inventory}"
