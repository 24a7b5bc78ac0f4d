from django.conf import settings
from django.urls import path

from overview import views
from overview.activity.views import activity
from overview.attention import views as attention

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("activity/", activity, name="activity"),
    path("attention/", attention.of_phases, name="attention"),
    path("attention/projects/", attention.of_projects, name="attention_projects"),
    path("attention/restores/", attention.of_restores, name="attention_restores"),
    path("health/", views.health, name="health"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
