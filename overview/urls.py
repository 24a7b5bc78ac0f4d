from django.conf import settings
from django.urls import path

from overview import views
from overview.activity.views import activity

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("activity/", activity, name="activity"),
    path("health/", views.health, name="health"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
