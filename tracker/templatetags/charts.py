"""Charts for templates. What `tracker.charts` gives is escaped already."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from tracker.charts import examples
from tracker.charts.spark import trend_line

register = template.Library()

EXAMPLES = {
    "line": examples.line,
    "bars": examples.bars,
    "stacked": examples.stacked,
    "timeline": examples.phases,
    "spark": examples.spark,
}


@register.simple_tag
def example_chart(kind: str) -> SafeString:
    return mark_safe(EXAMPLES[kind]())  # noqa: S308 - made of escaped elements


@register.filter
def trend(values: list[float]) -> SafeString:
    return mark_safe(trend_line(values))  # noqa: S308
