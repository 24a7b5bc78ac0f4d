from django.urls import path

from phases.views import (
    attention,
    buckets,
    comparing,
    expectations,
    imports,
    legacy,
    measurements,
    phase_imports,
    phases,
    several,
    templates,
)

app_name = "phases"
urlpatterns = [
    path("", phases.phase_list, name="list"),
    path("new/", phases.phase_create, name="create"),
    path("new/alike/", phases.phase_alike, name="alike"),
    path("new/several/", phases.phase_create_many, name="create_many"),
    path("new/file/<uuid:project_pk>/", phase_imports.phase_file, name="phase_file"),
    path("new/file/table.csv", phase_imports.table_csv, name="phase_table_csv"),
    path("new/file/table.xlsx", phase_imports.table_xlsx, name="phase_table_xlsx"),
    path("files/<uuid:pk>/", phase_imports.phase_import, name="phase_import"),
    path(
        "files/<uuid:pk>/apply/",
        phase_imports.phase_import_apply,
        name="phase_import_apply",
    ),
    path(
        "files/<uuid:pk>/discard/",
        phase_imports.phase_import_discard,
        name="phase_import_discard",
    ),
    path("compare/", comparing.phases_compare, name="compare"),
    path("compare/choose/", comparing.phases_chosen, name="compare_chosen"),
    path("edit/", several.phases_edit, name="edit_several"),
    path("activate/", phases.phases_activate, name="activate"),
    path("deactivate/", phases.phases_deactivate, name="deactivate"),
    path("<uuid:pk>/", phases.phase_detail, name="detail"),
    path("<uuid:pk>/edit/", phases.phase_edit, name="edit"),
    path("<uuid:pk>/status/", phases.phase_status, name="status"),
    path("<uuid:pk>/duplicate/", phases.phase_duplicate, name="duplicate"),
    path("<uuid:pk>/delete/", phases.phase_delete, name="delete"),
    path("<uuid:pk>/expected/", expectations.phase_expect, name="expect"),
    path("<uuid:pk>/pauses/new/", expectations.pause_add, name="pause_add"),
    path("pauses/<uuid:pk>/edit/", expectations.pause_edit, name="pause_edit"),
    path("pauses/<uuid:pk>/delete/", expectations.pause_delete, name="pause_delete"),
    path("<uuid:pk>/set-aside/", attention.phase_set_aside, name="set_aside"),
    path(
        "project/<uuid:pk>/set-aside/",
        attention.project_set_aside,
        name="set_aside_project",
    ),
    path(
        "restore/<uuid:pk>/set-aside/",
        attention.restore_set_aside,
        name="set_aside_restore",
    ),
    path("set-aside/<uuid:pk>/show/", attention.show_again, name="show_again"),
    path("legacy/", legacy.legacy_upload, name="legacy_upload"),
    path("legacy/<uuid:pk>/", legacy.legacy_detail, name="legacy"),
    path("legacy/<uuid:pk>/apply/", legacy.legacy_apply, name="legacy_apply"),
    path("legacy/<uuid:pk>/discard/", legacy.legacy_discard, name="legacy_discard"),
    path("<uuid:pk>/buckets/earlier/", buckets.bucket_figures, name="bucket_figures"),
    path("size/", measurements.size_in_bytes, name="size"),
    path(
        "<uuid:pk>/measurements/",
        measurements.measurement_list,
        name="measurements",
    ),
    path(
        "<uuid:pk>/measurements/new/",
        measurements.measurement_add,
        name="measurement_add",
    ),
    path(
        "<uuid:pk>/measurements.csv",
        measurements.measurements_csv,
        name="measurements_csv",
    ),
    path(
        "<uuid:pk>/measurements.json",
        measurements.measurements_json,
        name="measurements_json",
    ),
    path(
        "measurements/<uuid:pk>/edit/",
        measurements.measurement_correct,
        name="measurement_correct",
    ),
    path(
        "measurements/<uuid:pk>/delete/",
        measurements.measurement_delete,
        name="measurement_delete",
    ),
    path(
        "measurements/undo/<int:event>/",
        measurements.measurement_undo,
        name="measurement_undo",
    ),
    path("<uuid:pk>/import/", imports.import_to_phase, name="import_to_phase"),
    path(
        "import/<uuid:project_pk>/",
        imports.import_to_project,
        name="import_to_project",
    ),
    path("imports/<uuid:pk>/", imports.import_detail, name="import"),
    path("imports/<uuid:pk>/apply/", imports.import_apply, name="import_apply"),
    path("imports/<uuid:pk>/undo/", imports.import_undo, name="import_undo"),
    path("imports/<uuid:pk>/discard/", imports.import_discard, name="import_discard"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/<uuid:pk>/", templates.template_detail, name="template"),
    path("templates/<uuid:pk>/start/", templates.template_start, name="template_start"),
    path(
        "templates/<uuid:pk>/delete/", templates.template_delete, name="template_delete"
    ),
    path(
        "templates/of/<uuid:project_pk>/", templates.template_save, name="template_save"
    ),
]
