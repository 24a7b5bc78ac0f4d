"""What tables show of phases, and of several of them together."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from phases.attention import LATE, Notice
from phases.forecast import Range
from phases.labels import project_label
from phases.models import ForecastState, PhaseForecast, ProjectForecast
from phases.rollup import UNITS
from phases.standing import Standing
from phases.summing import End, Needing
from tracker.columns import NumberColumn
from tracker.progress import Progress
from tracker.templatetags.charts import trend
from tracker.templatetags.figures import (
    amount_elsewhere,
    compact_bars,
    minus,
    percent,
)
from tracker.templatetags.small import badge, day, icon_of
from tracker.units import shown_in

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


class RateColumn(tables.Column):
    """How fast lately; in exports in the same units for everyone."""

    def __init__(self) -> None:
        css = {"class": "num"}
        super().__init__(
            accessor="standing__forecast",
            order_by="sort_rate",
            attrs={"th": css, "td": css},
        )

    def render(self, value: PhaseForecast, bound_column: Any) -> str:
        return value.current_rate or bound_column.default

    def value(self, value: PhaseForecast) -> str:
        with shown_in(""):
            return value.current_rate


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


class StandingColumn(tables.Column):
    """The bars of one phase, and what is on neither its source nor its target."""

    def __init__(self) -> None:
        super().__init__(
            accessor="standing", verbose_name="Progress", default=NOT_MEASURED
        )

    def render(self, value: Standing) -> str:
        bars = compact_bars(value.objects, value.bytes)
        if not value.elsewhere:
            return bars
        amount = amount_elsewhere(value.elsewhere)
        return format_html('{}<span class="under">{} elsewhere</span>', bars, amount)


class TrendColumn(tables.Column):
    """What was done, as a line."""

    def __init__(self) -> None:
        super().__init__(accessor="standing__summary__trend")

    def render(self, value: list[float]) -> str:
        return trend(value)


class RangeColumn(tables.Column):
    """The days between which the end is likely, where there is room for them."""

    def __init__(self) -> None:
        css = {"class": "roomy"}
        super().__init__(
            accessor="standing__forecast",
            verbose_name="Likely range",
            attrs={"th": css, "td": css},
        )

    def render(self, value: PhaseForecast) -> str:
        return likely_range(value.believed)


def likely_range(days: Range) -> str:
    if not days.p10:
        return format_html('<span class="unknown">{}</span>', "–")
    last = date_format(days.p90) if days.p90 else "more than 100 years away"
    return f"{date_format(days.p10)} to {last}"


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


class LateEndColumn(EndColumn):
    """Of a project, also whether it will miss its target date, or has."""

    def render(self, value: End) -> str:
        shown = super().render(value)
        tone, label = project_label(value.forecast, timezone.localdate())
        return (
            format_html("{} {}", shown, badge(tone, label)) if label == LATE else shown
        )


class AttentionColumn(NumberColumn):
    """How many active phases need attention, leading to these, and why."""

    def __init__(self, filtered_by: str) -> None:
        super().__init__(verbose_name="Attention", orderable=False)
        self.filtered_by = filtered_by

    def render(self, value: Needing, record: Any) -> str:
        if not value.phases:
            return "0"
        query = {self.filtered_by: record.pk, "attention": "true"}
        url = reverse("phases:list", query=query)
        link = format_html('<a href="{}">{}</a>', url, f"{value.phases:,}")
        reasons = (
            (badge(reason.tone, str(reason.label)), f"{count:,}")
            for reason, count in value.reasons
        )
        body = format_html_join("", "<p>{} {}</p>", reasons)
        label = f"Why phases of {record} need attention"
        return format_html(
            "{} {}", link, told_on_demand(icon_of("info"), label, value, body)
        )

    def value(self, value: Needing) -> int:
        return value.phases


class ReasonsColumn(tables.Column):
    """For which reasons phases need attention, in exports."""

    def __init__(self) -> None:
        super().__init__(
            accessor="attention", verbose_name="Reasons", orderable=False, visible=False
        )

    def value(self, value: Needing) -> str:
        return str(value)


class NoticesColumn(tables.Column):
    """The reasons of one phase: the worst with how many there are, then all."""

    def __init__(self) -> None:
        super().__init__(verbose_name="Attention", orderable=False)

    def render(self, value: list[Notice], record: Any) -> str:
        if not value:
            return "–"
        count = badge(value[0].tone, str(len(value)))
        labels = ", ".join(notice.label for notice in value)
        said = ((badge(n.tone, n.label), n.text) for n in value)
        body = format_html_join("", "<p>{} {}</p>", said)
        return told_on_demand(count, f"{record}: {labels}", labels, body)

    def value(self, value: list[Notice]) -> str:
        return told(value)


def told_on_demand(shown: str, label: str, title: Any, body: str) -> str:
    """Briefly on hover, and in full by a click or a key."""
    return format_html(
        '<details class="explain is-told"><summary aria-label="{}" title="{}">{}'
        '</summary><div class="explain-body">{}</div></details>',
        label,
        title,
        shown,
        body,
    )


def told(notices: Iterable[Notice]) -> str:
    """All reasons as one text, as exports have them."""
    return " ".join(notice.told for notice in notices)


def columns_of_phases(filtered_by: str) -> dict[str, tables.Column]:
    """For the list of projects or of customers."""
    return {
        "progress": BarsColumn(),
        "end": EndColumn(),
        "attention": AttentionColumn(filtered_by),
        "reasons": ReasonsColumn(),
    }
