from django.urls import path

from restore.views import databases, restores, starting

app_name = "restore"
urlpatterns = [
    path("", starting.start, name="start"),
    path("history/", restores.history, name="history"),
    path("databases/", databases.database_list, name="databases"),
    path("databases/<uuid:pk>/", databases.database_detail, name="database"),
    path("databases/<uuid:pk>/drop/", databases.database_drop, name="database_drop"),
    path("disk/", databases.disk, name="disk"),
    path("server/<uuid:pk>/", databases.customer_server, name="server"),
    path("<uuid:pk>/", restores.detail, name="detail"),
    path("<uuid:pk>/plan/", restores.plan, name="plan"),
    path("<uuid:pk>/confirm/", restores.confirm, name="confirm"),
    path("<uuid:pk>/other/", restores.restore_other, name="other"),
    path("<uuid:pk>/date/", restores.restore_date, name="date"),
]
