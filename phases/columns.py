"""What tables show of phases, and of several of them together."""

from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from phases.models import ForecastState, PhaseForecast, ProjectForecast
from phases.summing import UNITS, End
from tracker.columns import NumberColumn
from tracker.progress import Progress
from tracker.templatetags.figures import compact_bars, minus, percent
from tracker.templatetags.small import badge, day

NOT_MEASURED = format_html('<span class="unknown">{}</span>', "not measured yet")


class ProgressColumn(tables.Column):
    """Objects and bytes on the target, as percentages."""

    def __init__(self, unit: str, **kwargs: Any) -> None:
        css = {"class": "num"}
        super().__init__(
            accessor=f"standing__{unit}__fraction",
            order_by=f"sort_{unit}",
            attrs={"th": css, "td": css},
            **kwargs,
        )

    def render(self, value: Fraction) -> str:
        return percent(value)

    def value(self, value: Fraction) -> float:
        return int(value * 10**6) / 10**6


def likely_end(forecast: PhaseForecast | ProjectForecast) -> str:
    """The day, or a badge of the state that stands for it."""
    state = forecast.state_now
    if state == ForecastState.EXPECTED:
        return day(forecast.p50)
    return badge(state.tone, state.label)


def as_text(forecast: PhaseForecast | ProjectForecast) -> str:
    state = forecast.state_now
    if state == ForecastState.EXPECTED and forecast.p50:
        return forecast.p50.isoformat()
    return state.label


class ForecastColumn(tables.Column):
    """The likely end, or the state that stands for it."""

    def __init__(self) -> None:
        super().__init__(
            accessor="standing__forecast",
            verbose_name="Likely end",
            order_by="sort_likely",
            attrs={"td": {"class": "nowrap"}},
        )

    def render(self, record: Any, value: PhaseForecast) -> str:
        if record.expected_date:
            return format_html(
                '{} <span class="muted">(set manually)</span>',
                day(record.expected_date),
            )
        return likely_end(value)

    def value(self, record: Any, value: PhaseForecast) -> str:
        if record.expected_date:
            return record.expected_date.isoformat()
        return as_text(value)


def in_days(count: int) -> str:
    return f"{count:,} day" if abs(count) == 1 else f"{count:,} days"


def slack_tone(days: int) -> str:
    return "text-danger" if days < 0 else "text-ok"


class SlackColumn(NumberColumn):
    """The days from the commit date to the target date; with a minus, it is late."""

    def __init__(self) -> None:
        super().__init__(verbose_name="Slack")

    def render(self, value: int) -> str:
        days = minus(in_days(value))
        return format_html('<span class="{}">{}</span>', slack_tone(value), days)


class BarsColumn(tables.Column):
    """Objects and bytes as bars, of several phases together."""

    def __init__(self) -> None:
        super().__init__(verbose_name="Progress", orderable=False, default=NOT_MEASURED)

    def render(self, value: dict[str, Progress]) -> str:
        return compact_bars(value["objects"], value["bytes"])

    def value(self, value: dict[str, Progress]) -> str:
        known = (f"{percent(value[unit].fraction)} of {unit}" for unit in UNITS)
        return ", ".join(known)


class EndColumn(tables.Column):
    """The likely end of projects, against their target dates."""

    def __init__(self) -> None:
        css = {"td": {"class": "nowrap"}}
        super().__init__(
            accessor="end", verbose_name="Likely end", orderable=False, attrs=css
        )

    def render(self, value: End) -> str:
        expected = value.forecast.state_now == ForecastState.EXPECTED
        later = " or later" if value.open_ended and expected else ""
        return format_html(
            '{}{} <span class="{}">{}</span>',
            likely_end(value.forecast),
            later,
            "text-danger" if (value.days or 0) < 0 else "muted",
            against_target(value.days),
        )

    def value(self, value: End) -> str:
        return as_text(value.forecast)


def against_target(days: int | None) -> str:
    if days is None:
        return ""
    return (
        f"{in_days(abs(days))} {'late' if days < 0 else 'early'}" if days else "on time"
    )


class AttentionColumn(NumberColumn):
    """How many active phases need attention, leading to these."""

    def __init__(self, filtered_by: str) -> None:
        super().__init__(verbose_name="Attention", orderable=False)
        self.filtered_by = filtered_by

    def render(self, value: int, record: Any) -> str:
        if not value:
            return "0"
        query = {self.filtered_by: record.pk, "attention": "true"}
        url = reverse("phases:list", query=query)
        return format_html('<a href="{}">{}</a>', url, f"{value:,}")


def columns_of_phases(filtered_by: str) -> dict[str, tables.Column]:
    """For the list of projects or of customers."""
    return {
        "progress": BarsColumn(),
        "end": EndColumn(),
        "attention": AttentionColumn(filtered_by),
    }
