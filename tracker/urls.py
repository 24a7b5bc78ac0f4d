from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from tracker import probes, views
from tracker.activity.views import activity

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("activity/", activity, name="activity"),
    path("health/", views.health, name="health"),
    path("theme/", views.theme, name="theme"),
    path("customers/", include("customers.urls")),
    path("projects/", include("projects.urls")),
    path("phases/", include("phases.urls")),
    path("restore/uploads/", include("restore.uploads.urls")),
    path("restore/", include("restore.urls")),
    path("gather/", include("gather.urls")),
    path("reports/", include("reports.urls")),
    path("jobs/", include("tracker.jobs.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", probes.livez, name="livez"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
