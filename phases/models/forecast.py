"""What is calculated from measurements and kept, so that pages need not do it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Sum
from django.utils import timezone

from customers.models import VisibleQuerySet
from phases.forecast import (
    Apart,
    Calendar,
    Evidence,
    Lesson,
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
from phases.forecast.rates import joined
from phases.models.measurement import MigrationData
from phases.models.phase import Phase, PhaseStatus
from projects.models import Project
from tracker.activity import Activity
from tracker.models import BaseModel, tracked
from tracker.progress import Elsewhere, Progress
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

    def state_on(self, today: date) -> ForecastState:
        return ForecastState(self.state)

    @property
    def state_now(self) -> ForecastState:
        return self.state_on(timezone.localdate())

    @property
    def dated_now(self) -> bool:
        """Whether a date is still believed."""
        return self.state_now in (ForecastState.EXPECTED, ForecastState.OVERDUE)

    @property
    def believed(self) -> Range:
        """Its days; none of them when they are no longer believed."""
        return self.range if self.dated_now else Range(None, None, None, None)

    @property
    def commit_date(self) -> date | None:
        """None once it has passed: no one commits to a day of the past."""
        day = self.believed.p80
        return day if day and day >= timezone.localdate() else None


METHOD = 2  # forecasts made by an earlier one are worked out again


class PhaseForecast(RangeOfDays):
    """What was forecast for a phase after a measurement; kept to judge it later."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="forecasts")
    made_at = models.DateTimeField("calculated", auto_now_add=True)
    as_of = models.DateField("last measured")
    points = models.PositiveIntegerField()
    method = models.PositiveSmallIntegerField(default=METHOD)
    # Of work, from the last measurement to P50, and the sigmas to both sides.
    days = models.FloatField(null=True)
    sigma_down = models.FloatField(null=True)
    sigma_up = models.FloatField(null=True)
    # By how many sigmas finished phases say it takes longer, and how much wider.
    shift = models.FloatField(default=0)
    scale = models.FloatField(default=1)
    objects_rate = models.FloatField(null=True)  # a day, at the pace that counts
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
        return Evidence(
            self.points, self.as_of, rate, self.recent_days or 0, self.apart
        )

    @property
    def apart(self) -> Apart | None:
        """The days ahead of objects and bytes, where they are far apart."""
        return Apart.of(*self._days_ahead)

    @property
    def ahead(self) -> float | None:
        """The days ahead of both together, before experience."""
        known = [days for days in self._days_ahead if days]
        return joined(known) if known else None

    @property
    def experience(self) -> float | None:
        """How many times as long similar series took."""
        return self.days / self.ahead if self.days and self.ahead else None

    @property
    def _days_ahead(self) -> list[float | None]:
        return [self.basis.get(unit, {}).get("ahead") for unit in ("objects", "bytes")]

    def reading(self, today: date | None = None) -> Reading:
        return read_on(
            today or timezone.localdate(),
            state=State(self.state),
            since=self.since,
            last=self.as_of,
            likely=self.p50,
            stale_days=settings.STALE_DAYS,
        )

    def state_on(self, today: date) -> ForecastState:
        return ForecastState(self.reading(today).state)

    @property
    def current_rate(self) -> str:
        """The recent rate; empty where the latest measurement is not recent."""
        stale = self.state_now == ForecastState.STALE
        return "" if stale else self.evidence.rate

    @property
    def sentence(self) -> str:
        today = timezone.localdate()
        return phase_sentence(
            self.reading(today), self.range, self.evidence, today=today
        )

    def outlook(self, calendar: Calendar) -> Outlook | None:
        return self._outlook(vars(self), calendar)

    def unit_outlook(self, unit: str, calendar: Calendar) -> Outlook | None:
        """Of objects or of bytes alone."""
        return self._outlook(self.basis.get(unit, {}), calendar)

    def _outlook(self, of: Mapping[str, Any], calendar: Calendar) -> Outlook | None:
        days, down, up = (of.get(name) for name in ("days", "sigma_down", "sigma_up"))
        if days is None or down is None or up is None:
            return None
        lesson = Lesson(self.shift, self.scale)
        return Outlook(self.as_of, days, down, up, calendar, lesson)


class PhaseSummaryQuerySet(VisibleQuerySet["PhaseSummary"]):
    customer = "phase__project__customer__"

    def of_active_phases(self) -> Self:
        return self.filter(
            phase__status=PhaseStatus.ACTIVE,
            phase__project__active=True,
            phase__project__customer__active=True,
        )

    def lesson(self) -> Lesson:
        """How the forecasts of those that are finished turned out."""
        finished = self.filter(deviation__isnull=False)
        sums = finished.order_by().aggregate(
            phases=Count("pk"),
            projects=Count("phase__project", distinct=True),
            total=Sum("deviation", default=0.0),
            squares=Sum(F("deviation") * F("deviation"), default=0.0),
        )
        return Lesson.of(**sums)


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
    # On neither location; unknown where the figures do not come from an inventory.
    elsewhere_objects = models.BigIntegerField(null=True)
    elsewhere_bytes = models.BigIntegerField(null=True)
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
    forecasts_held = models.FloatField(default=0)
    # In sigmas: how much longer it took than its forecasts said, on average.
    deviation = models.FloatField(null=True)

    objects = PhaseSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "phase summary"
        verbose_name_plural = "phase summaries"
        # Home shows those that were measured last.
        indexes = [
            models.Index(fields=["last_gather", "phase"], name="summary_last_gather")
        ]

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

    @property
    def elsewhere(self) -> Elsewhere | None:
        return Elsewhere.of(self.elsewhere_objects, self.elsewhere_bytes)


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
        """No more believed than the oldest forecast that it rests on."""
        if self.state != State.EXPECTED:
            return ForecastState(self.state)
        if self.as_of and (today - self.as_of).days > settings.STALE_DAYS:
            return ForecastState.STALE
        late = self.p50 and self.p50 < today
        return ForecastState.OVERDUE if late else ForecastState.EXPECTED

    def sentence_on(self, today: date, target: date | None) -> str:
        """Also which phases are not included, and whether the target date is met."""
        state = self.state_on(today)
        return project_sentence(
            State(state),
            self.range,
            since=self.as_of if state == ForecastState.STALE else self.since,
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
