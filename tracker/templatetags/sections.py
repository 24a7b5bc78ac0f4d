"""The sections of a long page, in a line that stays in sight.

They are read from the page itself, so the line has just those that are there, whichever
room shows them: every `<h2 id="…">`, by its `data-short` where its text is too long.
"""

import re
from collections.abc import Iterator
from html import unescape

from django import template
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

HEADING = re.compile(r"<h2\b([^>]*)>(.*?)</h2>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@register.simple_block_tag
def in_sections(content: SafeString) -> SafeString:
    line = render_to_string("components/sections.html", {"sections": sections(content)})
    return mark_safe(line + content)  # noqa: S308 - both were escaped by templates


def sections(content: str) -> Iterator[tuple[str, str]]:
    """Their ids and names."""
    for attributes, text in HEADING.findall(content):
        own = dict(ATTRIBUTE.findall(attributes))
        if "id" in own:
            name = own.get("data-short") or strip_tags(text).strip()
            yield own["id"], unescape(name)
