from django.urls import include, path

from gather.views import (
    bucket_phases,
    comparing,
    gathering,
    inventories,
    many,
    stock,
)

app_name = "gather"
urlpatterns = [
    path("", gathering.show_page, name="gather"),
    path("figures/", gathering.show_figures, name="figures"),
    path("buckets/", gathering.show_buckets, name="buckets"),
    path("store/", gathering.store_measurement, name="store"),
    path("measurements/<uuid:pk>/", gathering.origin, name="origin"),
    path("all/", many.all_phases, name="all"),
    path("all/store/", many.store_all, name="store_all"),
    path("past/<uuid:pk>/", many.past, name="past"),
    path("past/<uuid:pk>/store/", many.store_past, name="store_past"),
    path("phases/<uuid:pk>/buckets/", many.phase_buckets, name="of_phase"),
    path(
        "from-buckets/<uuid:pk>/",
        include(
            [
                path("", bucket_phases.show_selection, name="bucket_phases"),
                path("list/", bucket_phases.list_buckets, name="bucket_phases_list"),
                path("result/", bucket_phases.preview, name="bucket_phases_result"),
                path(
                    "store/",
                    bucket_phases.add,
                    name="bucket_phases_store",
                ),
            ]
        ),
    ),
    path("inventories/", inventories.inventory_list, name="inventories"),
    path("inventories/compare/", comparing.inventory_compare, name="compare"),
    path("inventories/<uuid:pk>/", inventories.inventory_detail, name="inventory"),
    path("inventories/<uuid:pk>/again/", stock.recount, name="again"),
    path("inventories/<uuid:pk>/discard/", stock.discard, name="discard"),
    path("inventories/<uuid:pk>/reinstate/", stock.reinstate, name="reinstate"),
    path("inventories/<uuid:pk>/buckets/", inventories.bucket_list, name="of_buckets"),
    path("inventories/<uuid:pk>/bucket/", inventories.bucket_detail, name="bucket"),
]
