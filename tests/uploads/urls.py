"""The product's addresses, and a page with nothing but a form and the drop zone."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from customers.models import Customer
from tracker.urls import urlpatterns as product
from uploads.form import form_file
from uploads.services import receive_form_file, unfinished_uploads, usable_upload

PAGE = """{% extends "base.html" %}
{% block title %}Drop{% endblock %}
{% block head %}{% include "uploads/head.html" %}{% endblock %}
{% block heading %}Drop{% endblock %}
{% block content %}
  <form method="post" enctype="multipart/form-data" class="form" data-restore>
    {% csrf_token %}
    <label for="customer">Customer</label>
    <select name="customer" id="customer" class="input">
      <option value="">Choose</option>
      {% for each in customers %}
        <option value="{{ each.pk }}">{{ each }}</option>
      {% endfor %}
    </select>
    {% include "uploads/zone.html" %}
    <button class="btn btn-primary">Restore</button>
  </form>
  {% if text %}<p id="answer">{{ text }}</p>{% endif %}
{% endblock %}
"""


def drop(request: HttpRequest) -> HttpResponse:
    user = request.user
    context = {
        "customers": Customer.objects.for_user(user),
        "unfinished": unfinished_uploads(user=user),
        "text": posted(request) if request.method == "POST" else "",
    }
    return HttpResponse(Template(PAGE).render(RequestContext(request, context)))


def posted(request: HttpRequest) -> str:
    user = request.user
    customer = Customer.objects.for_user(user).get(pk=request.POST["customer"])
    try:
        if file := form_file(request):
            upload = receive_form_file(file=file, customer=customer, user=user)
        else:
            pk = request.POST["upload"]
            with transaction.atomic():
                upload = usable_upload(user=user, customer=customer, pk=pk)
    except ValidationError as error:
        return " ".join(error.messages)
    return f"{upload.state} {upload.sha256}"


urlpatterns = [path("drop/", drop), *product]
