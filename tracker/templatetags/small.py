"""The smallest parts of pages, of which one has hundreds: no template for each.

Known in all templates without `{% load %}`.
"""

from datetime import date, datetime
from functools import cache, lru_cache

from django import template
from django.templatetags.static import static
from django.utils.dateformat import format as written
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

register = template.Library()


@register.simple_tag(name="icon")
@cache
def icon_of(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}" /></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(500)
def badge(tone: str = "", label: str = "", icon: str = "") -> SafeString:
    """A state: the tone has an icon of its own, unless there is a better one."""
    tone = tone or "neutral"
    return format_html(
        '<span class="badge tone-{}">{}{}</span>', tone, icon_of(icon or tone), label
    )


@register.simple_tag
@lru_cache(5000)
def day(value: date | None) -> SafeString:
    if not value:
        return format_html('<span class="unknown">{}</span>', "–")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        written(value, "l, j F Y"),
        written(value, "j M Y"),
    )


@register.simple_tag
def moment(value: datetime | None, *, seconds: bool = False) -> SafeString:
    """Short, in the reader's zone; exact on hover."""
    if not value:
        return format_html('<span class="unknown">{}</span>', "–")
    local = localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        written(local, "j F Y, H:i:s T"),
        written(local, "j M Y, H:i:s" if seconds else "j M Y, H:i"),
    )
