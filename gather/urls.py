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
    path("", gathering.gather, name="gather"),
    path("figures/", gathering.figures, name="figures"),
    path("buckets/", gathering.buckets, name="buckets"),
    path("store/", gathering.store, name="store"),
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
                path("", bucket_phases.choose, name="bucket_phases"),
                path("list/", bucket_phases.buckets, name="bucket_phases_list"),
                path("result/", bucket_phases.result, name="bucket_phases_result"),
                path("store/", bucket_phases.store, name="bucket_phases_store"),
            ]
        ),
    ),
    path("inventories/", inventories.inventory_list, name="inventories"),
    path("inventories/compare/", comparing.inventory_compare, name="compare"),
    path("inventories/<uuid:pk>/", inventories.inventory_detail, name="inventory"),
    path("inventories/<uuid:pk>/again/", stock.take_again, name="again"),
    path("inventories/<uuid:pk>/discard/", stock.discard, name="discard"),
    path("inventories/<uuid:pk>/reinstate/", stock.reinstate, name="reinstate"),
    path("inventories/<uuid:pk>/buckets/", inventories.bucket_list, name="of_buckets"),
    path("inventories/<uuid:pk>/bucket/", inventories.bucket_detail, name="bucket"),
]
