from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from tracker import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("theme/", views.theme, name="theme"),
    path("customers/", include("customers.urls")),
    path("projects/", include("projects.urls")),
    path("phases/", include("phases.urls")),
    path("jobs/", include("tracker.jobs.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", login_not_required(views.livez), name="livez"),
    path("readyz", login_not_required(views.readyz), name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
