from django.urls import path

from tracker.remembered import views

app_name = "lists"
urlpatterns = [
    path("columns/", views.columns, name="columns"),
    path("views/new/", views.view_save, name="view_save"),
    path("views/<uuid:pk>/edit/", views.view_edit, name="view_edit"),
    path("views/<uuid:pk>/delete/", views.view_delete, name="view_delete"),
]
