from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("new/", views.report_create, name="create"),
    path("<uuid:pk>/", views.report_detail, name="detail"),
    path("<uuid:pk>/file/", views.report_download, name="download"),
]
