"""What other rooms show on this page; see tracker.panels."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from tracker import panels

register = template.Library()


@register.simple_tag(takes_context=True, name="panels")
def shown_panels(context: Context, place: str, subject: Any = None) -> SafeString:
    return format_html_join(
        "", "{}", ((drawn(context, each, subject),) for each in panels.panels_at(place))
    )


def drawn(context: Context, panel: panels.Panel, subject: Any) -> SafeString:
    """As an included template, with what its room adds."""
    more = panel.context(context["request"], subject)
    engine = context.template.engine if context.template else None
    if more is None or engine is None:
        return SafeString()
    with context.push(**more):
        return engine.get_template(panel.template).render(context)


@register.simple_tag(name="address")
def address(name: str, *subject: Any) -> str:
    return panels.address_of(name, *subject)


@dataclass(frozen=True)
class Line:
    label: str
    url: str
    icon: str
    current: str  # what aria-current says


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Line]:
    request = context["request"]
    return [
        Line(each.label, url, each.icon, current(request.path, url, each.only_here))
        for each in panels.sections()
        if not each.permission or request.user.has_perm(each.permission)
        for url in [reverse(each.url_name)]
    ]


def current(path: str, url: str, only_here: bool) -> str:
    if path == url:
        return "page"
    return "true" if not only_here and url in path else ""
