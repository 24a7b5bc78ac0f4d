"""Charts for templates. What `reports.charts` gives is escaped already."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.charts import examples

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
