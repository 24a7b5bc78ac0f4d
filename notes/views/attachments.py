from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from notes.files import opened
from notes.models import Attachment
from tracker.access import needs
from tracker.pages import refused
from tracker.request import Request

MISSING = "The file is not on the server. Ask your administrator."


@require_safe
@needs("notes.view_attachment")
def attachment_download(request: Request, pk) -> HttpResponseBase:
    """Always a download of bytes, whatever the file pretends to be."""
    row = get_object_or_404(Attachment.objects.for_user(request.user), pk=pk)
    file = opened(row)
    if file is None:
        return refused(request, ValidationError(MISSING), row.note)
    return FileResponse(
        file,
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream",
    )
