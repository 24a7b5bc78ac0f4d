"""What lists of phases are sorted by beside a phase's own fields; NULL is unknown."""

from datetime import date
from typing import Any

from django.db.models import Case, F, FloatField, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils import timezone

from phases.attention import days, stale_before
from phases.forecast import State
from phases.models import Phase


def with_sort_keys(phases: QuerySet[Phase], today: date | None = None) -> QuerySet[Any]:
    """Forecasts and rates count only while the latest measurement is recent."""
    today = today or timezone.localdate()
    current = Q(summary__last_gather__gte=stale_before(today))
    believed = current & Q(summary__state=State.EXPECTED.value)
    likely = Case(When(believed, then=F("summary__p50")))
    commit = Case(When(believed, summary__p80__gte=today, then=F("summary__p80")))
    return phases.annotate(
        sort_objects=_fraction("objects"),
        sort_bytes=_fraction("bytes"),
        sort_rate=_rate(current),
        sort_likely=Coalesce("expected_date", likely),
        sort_commit_to=commit,
        sort_last_gather=F("summary__last_gather"),
        slack=days(F("target_date"), Coalesce("expected_date", commit)),
    )


def _fraction(unit: str) -> Combinable:
    done, remaining = F(f"summary__done_{unit}"), F(f"summary__remaining_{unit}")
    total = NullIf(Cast(done + remaining, FloatField()), 0.0)
    return Cast(done, FloatField()) / total


def _rate(current: Q) -> Case:
    """In bytes where bytes move; an object counts as little as one byte."""
    names = ("summary__recent_bytes", "summary__recent_objects")
    return Case(*(When(current, **{f"{n}__gt": 0}, then=F(n)) for n in names))
