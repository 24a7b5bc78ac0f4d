from django.contrib import admin
from django.urls import include, path

from tracker import probes, views
from tracker.accounts.ended import back
from tracker.accounts.views import display, end_session

urlpatterns = [
    path("", include("overview.urls")),
    path("theme/", views.theme, name="theme"),
    path("lists/", include("tracker.remembered.urls")),
    path("customers/", include("customers.urls")),
    path("users/", include("customers.users.urls")),
    path("projects/", include("projects.urls")),
    path("phases/", include("phases.urls")),
    path("uploads/", include("uploads.urls")),
    path("restore/", include("restore.urls")),
    path("gather/", include("gather.urls")),
    path("notes/", include("notes.urls")),
    path("reports/", include("reports.urls")),
    path("jobs/", include("jobs.urls")),
    path("accounts/sessions/<int:pk>/end/", end_session, name="end_session"),
    path("accounts/back/", back, name="account_back"),
    path("accounts/display/", display, name="account_display"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", probes.livez, name="livez"),
    path("readyz", probes.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
