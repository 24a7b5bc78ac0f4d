from django.urls import path

from uploads import views

app_name = "uploads"
urlpatterns = [
    path("", views.uploads, name="tus"),
    path("<uuid:pk>/", views.upload, name="file"),
    path("<uuid:pk>/remove/", views.upload_remove, name="remove"),
]
