from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("", views.project_list, name="list"),
    path("new/", views.project_create, name="create"),
    path("new/alike/", views.project_alike, name="alike"),
    path("activate/", views.projects_activate, name="activate"),
    path("deactivate/", views.projects_deactivate, name="deactivate"),
    path("<uuid:pk>/", views.project_detail, name="detail"),
    path("<uuid:pk>/edit/", views.project_edit, name="edit"),
    path("<uuid:pk>/delete/", views.project_delete, name="delete"),
]
