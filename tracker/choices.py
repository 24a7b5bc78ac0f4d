"""Choices as HTML: a page has hundreds; a template for each was most of its time."""

from collections.abc import Iterator
from html import escape
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.html import conditional_escape

SELECT = "django/forms/widgets/select.html"


class Renderer(TemplatesSetting):
    """Django's, but for `<select>`."""

    def render(
        self, template_name: str, context: dict[str, Any], request: Any = None
    ) -> str:
        if template_name == SELECT:
            return "\n".join(_lines(context["widget"]))
        return super().render(template_name, context, request)


def _lines(widget: dict[str, Any]) -> Iterator[str]:
    yield f"<select{_spoken({'name': widget['name'], **widget['attrs']})}>"
    for group, options, _ in widget["optgroups"]:
        if group:
            yield f'<optgroup label="{conditional_escape(group)}">'
        for option in options:
            attrs = _spoken(option["attrs"]) if option["attrs"] else ""
            value, label = str(option["value"]), option["label"]
            label = escape(label) if type(label) is str else conditional_escape(label)
            yield f'<option value="{escape(value)}"{attrs}>{label}</option>'
        if group:
            yield "</optgroup>"
    yield "</select>"


def _spoken(attrs: dict[str, Any]) -> str:
    """As Django's templates write them: with a value, unless that is a yes."""
    return flatatt({k: v if isinstance(v, bool) else str(v) for k, v in attrs.items()})
