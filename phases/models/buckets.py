from datetime import date
from uuid import UUID

from django.db import models
from django.db.models.functions import MD5

from customers.models import VisibleQuerySet
from phases.models.phase import Phase
from tracker.dates import refuse_future
from tracker.fields import ExactNameField
from tracker.models import BaseModel


class BucketFiguresQuerySet(VisibleQuerySet["BucketFigures"]):
    customer = "phase__project__customer__"


class BucketFigures(BaseModel):
    """What the earlier tool counted of one bucket on a location, on one day."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="bucket_figures")
    timestamp = models.DateField("date")
    bucket = ExactNameField()
    source = ExactNameField(blank=True)
    location = ExactNameField(blank=True)
    objects_count = models.PositiveBigIntegerField("objects")
    size = models.PositiveBigIntegerField()

    objects = BucketFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "figures of a bucket"
        verbose_name_plural = "figures of buckets"
        ordering = ("-timestamp", "bucket")
        constraints = [
            # By their digests, since names may be longer than an index takes.
            models.UniqueConstraint(
                "phase",
                "timestamp",
                MD5("bucket"),
                MD5("source"),
                MD5("location"),
                name="bucket_figures_unique",
            )
        ]

    def __str__(self) -> str:
        return self.bucket

    @property
    def key(self) -> tuple[UUID, date, str, str, str]:
        return self.phase_id, self.timestamp, self.bucket, self.source, self.location

    def clean(self) -> None:
        refuse_future(self.timestamp, field="timestamp")
