"""The product's addresses, and the style guide although nobody debugs."""

from django.urls import path

from overview import views
from tracker.urls import urlpatterns as product

urlpatterns = [*product, path("styleguide/", views.styleguide, name="styleguide")]
