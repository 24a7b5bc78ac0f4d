"""What is calculated from measurements and kept, so that pages need not do it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from customers.models import VisibleQuerySet
from phases.forecast import (
    Calendar,
    Evidence,
    Outlook,
    Pause,
    Phases,
    Range,
    Reading,
    State,
    phase_sentence,
    project_sentence,
    read_on,
)
from phases.models.measurement import MigrationData
from phases.models.phase import Phase, PhaseStatus
from projects.models import Project
from tracker.activity import Activity
from tracker.models import BaseModel, tracked
from tracker.progress import Progress
from tracker.templatetags.figures import a_day


class ForecastState(models.TextChoices):
    """What a forecast says; a badge has its label and tone."""

    EXPECTED = State.EXPECTED, "In progress"
    NEEDS_TWO = State.NEEDS_TWO, "Needs 2 measurements"
    NOT_STARTED = State.NOT_STARTED, "Not started"
    STALLED = State.STALLED, "Stalled"
    TARGET_FELL = State.TARGET_FELL, "Target lost data"
    SLOW = State.SLOW, "Too slow"
    STALE = State.STALE, "Out of date"
    OVERDUE = State.OVERDUE, "Overdue"
    COMPLETE = State.COMPLETE, "Complete"
    EMPTY = State.EMPTY, "Empty"
    UNKNOWN = State.UNKNOWN, "No forecast"

    @property
    def tone(self) -> str:
        return TONES.get(self, "neutral")


TONES = {
    ForecastState.EXPECTED: "ok",
    ForecastState.STALLED: "warning",
    ForecastState.STALE: "warning",
    ForecastState.SLOW: "warning",
    ForecastState.TARGET_FELL: "danger",
    ForecastState.OVERDUE: "danger",
    ForecastState.COMPLETE: "info",
}


class RangeOfDays(models.Model):
    """A state, or the days between which an end is expected."""

    state = models.CharField(
        max_length=20, choices=ForecastState, default=ForecastState.NEEDS_TWO
    )
    since = models.DateField(null=True)
    p10 = models.DateField(null=True)
    p50 = models.DateField("likely end", null=True)
    p80 = models.DateField("commit date", null=True)
    p90 = models.DateField(null=True)

    class Meta:
        abstract = True

    @property
    def range(self) -> Range:
        return Range(self.p10, self.p50, self.p80, self.p90)


class PhaseForecast(RangeOfDays):
    """What was forecast for a phase after a measurement; kept to judge it later."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="forecasts")
    made_at = models.DateTimeField("calculated", auto_now_add=True)
    as_of = models.DateField("last measured")
    points = models.PositiveIntegerField()
    days = models.FloatField(null=True)  # of work, from the last measurement to P50
    sigma = models.FloatField(null=True)
    objects_rate = models.FloatField(null=True)  # a day, the three rates together
    bytes_rate = models.FloatField(null=True)
    recent_objects = models.FloatField(null=True)  # a day, over the recent days
    recent_bytes = models.FloatField(null=True)
    recent_days = models.PositiveIntegerField(null=True)
    basis = models.JSONField(default=dict)  # what the explanation shows

    class Meta:
        verbose_name = "forecast"
        ordering = ("-as_of", "-id")
        indexes = [models.Index(fields=["phase", "-as_of", "-id"])]

    def __str__(self) -> str:
        return f"Forecast as of {self.as_of}"

    @property
    def evidence(self) -> Evidence:
        rate = a_day(objects=self.recent_objects, bytes=self.recent_bytes)
        return Evidence(self.points, self.as_of, rate, self.recent_days or 0)

    def reading(self, today: date | None = None) -> Reading:
        return read_on(
            today or timezone.localdate(),
            state=State(self.state),
            since=self.since,
            last=self.as_of,
            likely=self.p50,
            stale_days=settings.STALE_DAYS,
        )

    @property
    def state_now(self) -> ForecastState:
        return ForecastState(self.reading().state)

    @property
    def dated_now(self) -> bool:
        """Whether a date is still believed."""
        return self.state_now in (ForecastState.EXPECTED, ForecastState.OVERDUE)

    @property
    def believed(self) -> Range:
        """Its days; none of them when they are no longer believed."""
        return self.range if self.dated_now else Range(None, None, None, None)

    @property
    def sentence(self) -> str:
        today = timezone.localdate()
        return phase_sentence(
            self.reading(today), self.range, self.evidence, today=today
        )

    def outlook(self, calendar: Calendar) -> Outlook | None:
        if self.days is None or self.sigma is None:
            return None
        return Outlook(self.as_of, self.days, self.sigma, calendar)


class PhaseSummaryQuerySet(VisibleQuerySet["PhaseSummary"]):
    customer = "phase__project__customer__"

    def of_active_phases(self) -> Self:
        return self.filter(
            phase__status=PhaseStatus.ACTIVE,
            phase__project__active=True,
            phase__project__customer__active=True,
        )


class PhaseSummary(RangeOfDays):
    """Where a phase stands: one row, renewed whenever its measurements change.

    What lists search for is copied from the latest forecast, because each phase has
    a hundred of those.
    """

    phase = models.OneToOneField(
        Phase, models.CASCADE, primary_key=True, related_name="summary"
    )
    updated_at = models.DateTimeField("updated", auto_now=True)
    latest = models.ForeignKey(MigrationData, models.CASCADE, related_name="+")
    baseline = models.ForeignKey(MigrationData, models.CASCADE, related_name="+")
    forecast = models.ForeignKey(PhaseForecast, models.CASCADE, related_name="+")
    first_gather = models.DateField(null=True)
    last_gather = models.DateField()
    done_objects = models.BigIntegerField()
    done_bytes = models.BigIntegerField()
    remaining_objects = models.BigIntegerField()
    remaining_bytes = models.BigIntegerField()
    # The remaining was not counted, but follows from the sources.
    estimated_objects = models.BooleanField()
    estimated_bytes = models.BooleanField()
    recent_objects = models.FloatField(null=True)
    recent_bytes = models.FloatField(null=True)
    source_moved = models.FloatField(null=True)  # since the baseline, in percent
    scratch_tapes = models.PositiveIntegerField(null=True)
    bytes_per_tape = models.FloatField(null=True)
    tapes_from_history = models.BooleanField(default=True)  # else from an inventory
    tapes_needed = models.PositiveBigIntegerField(null=True)
    tapes_run_out = models.DateField(null=True)
    trend = ArrayField(models.FloatField(), default=list)  # done, day after day
    forecasts_judged = models.PositiveIntegerField(default=0)  # once it is complete
    forecasts_held = models.PositiveIntegerField(default=0)

    objects = PhaseSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "phase summary"
        verbose_name_plural = "phase summaries"

    def __str__(self) -> str:
        return f"Standing of {self.phase_id}"

    @property
    def progress_in_objects(self) -> Progress:
        return Progress.of(
            self.done_objects,
            self.remaining_objects,
            estimated=self.estimated_objects,
        )

    @property
    def progress_in_bytes(self) -> Progress:
        return Progress.of(
            self.done_bytes, self.remaining_bytes, estimated=self.estimated_bytes
        )


class ProjectForecast(RangeOfDays):
    """When the latest of a project's phases ends; renewed with any of theirs."""

    project = models.OneToOneField(
        Project, models.CASCADE, primary_key=True, related_name="forecast"
    )
    updated_at = models.DateTimeField("updated", auto_now=True)
    phases = models.PositiveIntegerField()
    complete = models.PositiveIntegerField()
    without = models.PositiveIntegerField()  # open, and without a forecast
    as_of = models.DateField("data as of", null=True)
    # Day by day: objects done, of how many, bytes done, of how many.
    course = models.JSONField(default=list)

    class Meta:
        verbose_name = "project forecast"

    def __str__(self) -> str:
        return f"Forecast of {self.project_id}"

    def state_on(self, today: date) -> ForecastState:
        if self.state == State.EXPECTED and self.p50 and self.p50 < today:
            return ForecastState.OVERDUE
        return ForecastState(self.state)

    @property
    def state_now(self) -> ForecastState:
        return self.state_on(timezone.localdate())

    def sentence_on(self, today: date, target: date | None) -> str:
        """Also which phases are not included, and whether the target date is met."""
        return project_sentence(
            State(self.state_on(today)),
            self.range,
            since=self.since,
            phases=Phases(self.phases, self.complete, self.without, self.as_of),
            target=target,
            today=today,
        )


@tracked()
class PhasePause(BaseModel):
    """Days when no progress is expected: they count neither way."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="pauses")
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=500)
    activity = Activity(parent="phase", own_page=False)

    class Meta:
        verbose_name = "pause"
        ordering = ("first_day",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="pause_in_order",
                violation_error_message=(
                    "The last day is before the first day. Choose a later last day."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day} to {self.last_day}"

    def get_absolute_url(self) -> str:
        return self.phase.get_absolute_url()

    def clean(self) -> None:
        if not self.reason.strip():
            raise ValidationError({"reason": "Say why no progress is expected."})

    @property
    def span(self) -> Pause:
        return Pause(self.first_day, self.last_day)
