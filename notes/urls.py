from django.urls import path

from notes.showing import KINDS
from notes.views import attachments, mentions, notes

app_name = "notes"
urlpatterns = [
    *(
        path(f"{kind}/<uuid:pk>/", notes.note_list, {"kind": kind}, f"of_{kind}")
        for kind in KINDS
    ),
    *(
        path(f"{kind}/<uuid:pk>/new/", notes.note_add, {"kind": kind}, f"add_to_{kind}")
        for kind in KINDS
    ),
    path("<uuid:pk>/", notes.note_detail, name="detail"),
    path("<uuid:pk>/edit/", notes.note_edit, name="edit"),
    path("<uuid:pk>/delete/", notes.note_delete, name="delete"),
    path("files/<uuid:pk>/", attachments.attachment_download, name="attachment"),
    path("people/<uuid:pk>/", mentions.people, name="people"),
    path("mentions/", mentions.mention_list, name="mentions"),
    path("mentions/read/", mentions.mentions_read, name="all_read"),
    path("mentions/<int:pk>/", mentions.mention_open, name="open"),
]
