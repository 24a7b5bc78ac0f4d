from typing import Any

from django import template

from tracker import reauthentication

register = template.Library()


@register.simple_tag(takes_context=True)
def what_follows(context: dict[str, Any]) -> dict[str, Any]:
    """Of the page that the password is asked for: its purpose, and the way back."""
    path = context.get("redirect_field_value")
    return reauthentication.purpose_of(context["request"], path)
