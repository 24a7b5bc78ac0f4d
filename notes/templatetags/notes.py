from django import template
from django.utils.safestring import SafeString

from notes.finders import path_of
from notes.markup import as_html
from notes.models import Note

register = template.Library()


@register.filter
def note_text(note: Note) -> SafeString:
    """With links, and with the names of those who were found marked."""
    names = {mention.user.username.lower() for mention in note.mentions.all()}
    return as_html(note.text, names)


@register.filter
def note_place(note: Note) -> str:
    return path_of(note)
