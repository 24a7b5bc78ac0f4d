from django import template

from tracker.clients import device_name

register = template.Library()
register.filter("device", device_name)
