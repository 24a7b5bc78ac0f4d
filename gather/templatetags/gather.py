"""Differences between two figures, with their sign; buckets as charts."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gather import charts
from gather.contents.comparison import Change
from gather.pages.compared import Ways
from gather.pages.display import TrendDay
from phases.models import MeasurementType
from tracker.templatetags.figures import UNKNOWN, size_text

register = template.Library()
NO_WAYS = Ways(frozenset(), frozenset())

NAMES = {
    "source_objects": "Source, objects",
    "source_size": "Source, bytes",
    "target_objects": "Target, objects",
    "target_size": "Target, bytes",
    "remaining_objects": "Remaining, objects",
    "remaining_size": "Remaining, bytes",
    "elsewhere_objects": "Elsewhere, objects",
    "elsewhere_size": "Elsewhere, bytes",
    "target_scratch_tapes": "Scratch tapes",
}


@register.filter
def figure_name(name: str) -> str:
    return NAMES.get(name, name)


@register.filter
def measurement_type(value: str) -> str:
    return str(MeasurementType(value).label)


def _signed(value: int, text: str) -> str:
    if value == 0:
        return "no change"
    return f"+{text}" if value > 0 else f"−{text}"


@register.filter
def change(value: int | None) -> str:
    return UNKNOWN if value is None else _signed(value, f"{abs(value):,}")


@register.filter
def change_of_size(value: int | None) -> str | SafeString:
    if value is None:
        return UNKNOWN
    return format_html(
        '<data value="{}" title="{} bytes">{}</data>',
        value,
        f"{value:+,}",
        _signed(value, size_text(abs(value))),
    )


@register.simple_tag
def said(change: Change, ways: Ways, total: bool) -> tuple[str, str]:
    """Of a location, by what the phases intend; of a bucket in total, as it is."""
    return NO_WAYS.said(change) if total else ways.said(change)


@register.simple_tag
def bucket_chart(trend: list[TrendDay]) -> SafeString:
    """Days come with the newest first; a bucket may not have been there yet."""
    points = [(d.inventory.dated, d.bucket.size) for d in reversed(trend) if d.bucket]
    return mark_safe(charts.bucket_size_chart(points))  # noqa: S308 - escaped elements
