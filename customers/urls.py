from django.urls import path

from customers import views

app_name = "customers"
urlpatterns = [
    path("", views.customer_list, name="list"),
    path("new/", views.customer_create, name="create"),
    path("new/alike/", views.customer_alike, name="alike"),
    path("activate/", views.customers_activate, name="activate"),
    path("deactivate/", views.customers_deactivate, name="deactivate"),
    path("<uuid:pk>/", views.customer_detail, name="detail"),
    path("<uuid:pk>/edit/", views.customer_edit, name="edit"),
    path("<uuid:pk>/delete/", views.customer_delete, name="delete"),
]
