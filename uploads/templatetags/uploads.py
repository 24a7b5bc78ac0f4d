from django import template
from django.conf import settings

from tracker.templatetags.figures import size_text
from tracker.units import current_units

register = template.Library()


@register.simple_tag
def size_units() -> str:
    """decimal or binary, for the script that shows sizes."""
    return str(current_units())


@register.simple_tag
def form_limit() -> str:
    """The largest file that a plain form may bring."""
    return size_text(settings.UPLOAD_FORM_BYTES)
