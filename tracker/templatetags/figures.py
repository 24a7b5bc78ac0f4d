"""Figures as people read them, with the exact value on hover."""

from datetime import date, datetime
from fractions import Fraction

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from tracker.progress import Elsewhere, Progress
from tracker.units import scaled

register = template.Library()

UNKNOWN = "unknown"


@register.filter
def count(value: int | None) -> str:
    return UNKNOWN if value is None else f"{value:,}"


@register.filter
def percent(fraction: Fraction | None) -> str:
    """One decimal, cut off rather than rounded up: 99.99% is not done."""
    if fraction is None:
        return "empty"
    tenths = int(fraction * 1000)
    return f"{tenths / 10:.1f}%"


def compact_bars(objects: Progress, in_bytes: Progress) -> SafeString:
    """As components/double_bar.html, for pages that have dozens of them."""
    halves = (("Objects", objects, ""), ("Bytes", in_bytes, "bytes"))
    return format_html(
        '<div class="double-bar is-compact"><dl>{}</dl></div>',
        format_html_join(
            "",
            "<div><dt>{}</dt><dd>{}</dd></div>",
            ((name, _half(progress, tone)) for name, progress, tone in halves),
        ),
    )


def _half(progress: Progress, tone: str) -> SafeString:
    share = progress.percent
    odd = share is not None and not 0 <= share <= 100
    fill = format_html(
        '<rect class="fill fill-{}" width="{}%" height="100%" rx="4"/>',
        "danger" if odd else tone,
        max(share or 0, 0),
    )
    return format_html(
        '<svg class="bar{}" aria-hidden="true"><rect class="track" width="100%" '
        'height="100%" rx="4"/>{}</svg><span class="percent{}">{}</span>',
        " is-unknown" if share is None else "",
        "" if share is None else fill,
        " text-danger" if odd else "",
        percent(progress.fraction),
    )


@register.filter
def amount(progress: Progress) -> str:
    return f"{count(progress.done)} of {count(progress.total)}"


@register.filter
def amount_of_bytes(progress: Progress) -> SafeString:
    return format_html("{} of {}", size(progress.done), size(progress.total))


@register.filter
def amount_elsewhere(elsewhere: Elsewhere) -> str:
    noun = "object" if elsewhere.objects == 1 else "objects"
    return f"{count(elsewhere.objects)} {noun}, {size_text(elsewhere.bytes)}"


def size_text(value: int) -> str:
    unit, name = scaled(value)
    return f"{value} B" if unit == 1 else f"{value / unit:,.1f} {name}"


@register.filter
def size(value: int | None) -> str | SafeString:
    if value is None:
        return UNKNOWN
    return format_html(
        '<data value="{}" title="{} bytes">{}</data>',
        value,
        f"{value:,}",
        size_text(value),
    )


def a_day(*, objects: float | None, bytes: float | None) -> str:  # noqa: A002
    """How fast, in bytes where bytes move, else in objects."""
    if bytes and bytes > 0:
        return f"{size_text(round(bytes))}/day"
    if objects and objects > 0:
        decimals = 0 if objects >= 10 else 1
        return f"{objects:,.{decimals}f} objects/day"
    return ""


@register.filter
def rate_of_bytes(value: float | None) -> str:
    return UNKNOWN if value is None else minus(f"{size_text(round(value))}/day")


@register.filter
def rate_of_objects(value: float | None) -> str:
    return UNKNOWN if value is None else minus(f"{value:,.0f} objects/day")


@register.filter
def signed(value: int | None) -> str:
    """With its sign, as a change is written."""
    return UNKNOWN if value is None else minus(f"{value:+,}")


def minus(text: str) -> str:
    """A minus sign, which is as wide as the plus, instead of a hyphen."""
    return f"−{text[1:]}" if text.startswith("-") else text


@register.filter
def signed_size(value: int | None) -> str | SafeString:
    if value is None:
        return UNKNOWN
    sign = "−" if value < 0 else "+"
    return format_html("{}{}", sign, size(abs(value)))


@register.filter
def plain(value: object) -> str:
    """A stored value of any kind, in words: unknown, empty and zero are different."""
    if value is None:
        return UNKNOWN
    if value in ("", []):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, datetime):
        return date_format(localtime(value), "j M Y, H:i:s")
    if isinstance(value, date):
        return date_format(value)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
