from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from customers.models import VisibleQuerySet
from phases.models.phase import Phase
from tracker.activity import Activity
from tracker.dates import refuse_future
from tracker.fields import one_of
from tracker.models import BaseModel, tracked

EARLIEST = date(2000, 1, 1)
FIGURES = (
    "source_objects",
    "source_size",
    "target_objects",
    "target_size",
    "remaining_objects",
    "remaining_size",
    "target_scratch_tapes",
)


# What a measurement says, and when: another note is no other measurement.
SAID = ("timestamp", "type", *FIGURES)


class MeasurementType(models.TextChoices):
    REFERENCE = "REFERENCE", "Baseline"
    DATA = "DATA", "Regular"


class RecordedVia(models.TextChoices):
    WEB = "web", "entered manually"
    ADMIN = "admin", "entered in administration"
    COMMAND = "command", "added by a command"
    GATHER = "gather", "gathered"
    IMPORT = "import", "imported"


class MigrationDataQuerySet(VisibleQuerySet["MigrationData"]):
    customer = "phase__project__customer__"

    def as_written(self) -> Self:
        """In the order in which their figures were written."""
        return self.order_by("figures_at", "created_at")


@tracked()
class MigrationData(BaseModel):
    """What was counted for a phase on one day."""

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="measurements")
    timestamp = models.DateField("date")
    type = models.CharField(
        max_length=10, choices=MeasurementType, default=MeasurementType.DATA
    )
    source_objects = models.PositiveBigIntegerField()
    source_size = models.PositiveBigIntegerField()
    target_objects = models.PositiveBigIntegerField()
    target_size = models.PositiveBigIntegerField()
    remaining_objects = models.PositiveBigIntegerField(null=True, blank=True)
    remaining_size = models.PositiveBigIntegerField(null=True, blank=True)
    target_scratch_tapes = models.PositiveIntegerField(
        "scratch tapes", null=True, blank=True
    )
    # Objects of the phase that are on neither location, so outside all progress; NULL
    # where the figures do not come from an inventory.
    elsewhere_objects = models.PositiveBigIntegerField(null=True, blank=True)
    elsewhere_size = models.PositiveBigIntegerField(null=True, blank=True)
    # Of several measurements of one day, the one with the latest figures counts.
    figures_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    recorded_via = models.CharField(
        max_length=10, choices=RecordedVia, default=RecordedVia.WEB
    )
    note = models.CharField(max_length=500, blank=True)

    objects = MigrationDataQuerySet.as_manager()
    activity = Activity(
        parent="phase",
        own_page=False,
        text=lambda row: date_format(row.timestamp),
    )

    class Meta:
        verbose_name = "measurement"
        ordering = ("timestamp", "type")
        constraints = [
            models.UniqueConstraint(
                "phase",
                "timestamp",
                "type",
                name="measurement_unique",
                violation_error_message=(
                    "This phase already has a measurement of this type on this date. "
                    "Correct that measurement, or choose another date."
                ),
            ),
            one_of("type", MeasurementType, "measurement_type_known"),
            one_of("recorded_via", RecordedVia, "measurement_via_known"),
        ]

    def __str__(self) -> str:
        reference = self.type == MeasurementType.REFERENCE
        noun = "Baseline" if reference else "Measurement"
        return f"{noun} of {date_format(self.timestamp)}"

    def get_absolute_url(self) -> str:
        return self.phase.get_absolute_url()

    def clean(self) -> None:
        if self.timestamp is None:
            return
        refuse_future(self.timestamp, field="timestamp")
        if self.timestamp < EARLIEST:
            earliest = date_format(EARLIEST)
            raise ValidationError({"timestamp": f"The earliest date is {earliest}."})
