"""What other rooms show on this page; see tracker.panels."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tracker import panels
from tracker.request import Request
from tracker.signposts import address_of

register = template.Library()


@register.simple_tag(takes_context=True, name="panels")
def shown_panels(context: Context, place: str, subject: Any = None) -> SafeString:
    return format_html_join(
        "",
        "{}",
        ((rendered(context, one, subject),) for one in panels.panels_at(place)),
    )


def rendered(context: Context, panel: panels.Panel, subject: Any) -> SafeString:
    """As an included template, with what its room adds."""
    more = panel.context(context["request"], subject)
    engine = context.template.engine if context.template else None
    if more is None or engine is None:
        return SafeString()
    with context.push(**more):
        return engine.get_template(panel.template).render(context)


@register.simple_tag(name="address")
def address_tag(name: str, *subject: Any) -> str:
    return address_of(name, *subject)


@dataclass(frozen=True)
class NavigationLine:
    label: str
    url: str
    icon: str
    current: str  # what aria-current says
    count: int  # of what waits there


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[NavigationLine]:
    """The same twice on a page: on a phone it is in a menu."""
    request = context["request"]
    if not hasattr(request, "navigation"):
        request.navigation = navigation_of(request)
    return request.navigation


def navigation_of(request: Request) -> list[NavigationLine]:
    urls = {
        section: reverse(section.url_name)
        for section in panels.sections()
        if not section.permission or request.user.has_perm(section.permission)
    }
    here = section_of(request.path, urls)
    return [
        NavigationLine(
            section.label,
            url,
            section.icon,
            mark if section is here else "",
            section.count(request.user) if section.count else 0,
        )
        for section, url in urls.items()
        for mark in ["page" if request.path == url else "true"]
    ]


def section_of(path: str, urls: dict[panels.Section, str]) -> panels.Section | None:
    """The innermost: inventories are below the address for gathering data."""
    around = [
        section
        for section, url in urls.items()
        if path == url or (path.startswith(url) and not section.only_here)
    ]
    return max(around, key=lambda section: len(urls[section]), default=None)
