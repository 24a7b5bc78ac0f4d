"""Small files by a plain form, without JavaScript.

A form's file is spooled to disk before any view sees it. What is too large, or sent
without permission, is read to its end and dropped, so that the page can say why.
"""

import errno
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from tracker.templatetags.figures import size_text

FULL = (errno.ENOSPC, errno.EDQUOT)


class FormFileHandler(TemporaryFileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.has_perm("uploads.add_upload"):
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_FORM_BYTES:
            self._skip(too_large())
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if error.errno not in FULL:
                raise
            self._skip("The disk of the server is full. Free some space there first.")

    def _skip(self, why: str) -> None:
        self.file.close()
        self.request.refused_file = why  # type: ignore[union-attr]
        raise SkipFile


def too_large() -> str:
    most = size_text(settings.UPLOAD_FORM_BYTES)
    return (
        f"This form accepts files of up to {most}. Turn on JavaScript to upload larger "
        "files, or have the file put into the inbox."
    )


def form_file(request: HttpRequest, field: str = "file") -> "UploadedFile[Any] | None":
    """The file that a form was sent with, if it was sent with one."""
    file = request.FILES.get(field)  # reads the form, so that the refusal is known
    if why := getattr(request, "refused_file", ""):
        raise ValidationError({field: why})
    return file if isinstance(file, UploadedFile) else None
