"""Whether a row can be deleted, for menus."""

from django import template

from tracker.services import why_kept

register = template.Library()
register.simple_tag(why_kept)
