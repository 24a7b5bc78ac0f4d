from django import template

from reports import words

register = template.Library()

register.simple_tag(words.measured)
