from django import template

from tracker.mail import mail_is_sent

register = template.Library()
register.simple_tag(mail_is_sent)
