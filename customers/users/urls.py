from django.urls import path

from customers.users.views import links, opening, people

app_name = "users"
urlpatterns = [
    path("", people.user_list, name="list"),
    path("invite/", links.invite, name="invite"),
    path("link/<str:secret>/", opening.open_link, name="open"),
    path("links/<uuid:pk>/renew/", links.renew, name="renew"),
    path("links/<uuid:pk>/revoke/", links.revoke, name="revoke"),
    path("<uuid:pk>/", people.user_detail, name="detail"),
    path("<uuid:pk>/edit/", people.user_edit, name="edit"),
    path("<uuid:pk>/deactivate/", people.user_deactivate, name="deactivate"),
    path("<uuid:pk>/reactivate/", people.user_reactivate, name="reactivate"),
    path("<uuid:pk>/password/", links.new_password, name="password"),
]
