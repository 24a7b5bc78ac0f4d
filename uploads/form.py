"""Small files by a plain form, without JavaScript.

A form's file is spooled to disk before any view sees it. What is too large, or sent
without permission, is read to its end and dropped, so that the page can say why.
"""

import errno
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest

from tracker.templatetags.figures import size_text

FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "The disk of the server is full. Free some space there first."


@dataclass(frozen=True)
class RefusedFile:
    """One that was dropped while it arrived; the others of the form are there."""

    name: str
    is_full: bool  # the disk is; else the file is too large

    @property
    def why(self) -> str:
        return DISK_FULL if self.is_full else too_large()


class FormFileHandler(TemporaryFileUploadHandler):
    def new_file(self, *args: Any, **kwargs: Any) -> None:
        user = getattr(self.request, "user", None)
        if user is None or not user.has_perm("uploads.add_upload"):
            raise SkipFile
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > settings.UPLOAD_FORM_BYTES:
            self._skip(is_full=False)
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            if error.errno not in FULL:
                raise
            self._skip(is_full=True)

    def _skip(self, *, is_full: bool) -> None:
        self.file.close()
        refused = RefusedFile(self.file_name or "", is_full)
        self.request.refused_files = [  # type: ignore[union-attr]
            *getattr(self.request, "refused_files", ()),
            refused,
        ]
        raise SkipFile


def too_large() -> str:
    most = size_text(settings.UPLOAD_FORM_BYTES)
    return (
        f"This form accepts files of up to {most}. Turn on JavaScript to upload larger "
        "files, or have the file put into the inbox."
    )


def form_file(request: HttpRequest, field: str = "file") -> "UploadedFile[Any] | None":
    """The file that a form was sent with, if it was sent with one."""
    files, refused = form_files(request, field)
    if refused:
        raise ValidationError({field: refused[0].why})
    return files[-1] if files else None


def form_files(
    request: HttpRequest, field: str
) -> "tuple[list[UploadedFile[Any]], list[RefusedFile]]":
    files = request.FILES.getlist(field)  # reads the form: then refusals are known
    arrived = [file for file in files if isinstance(file, UploadedFile)]
    return arrived, getattr(request, "refused_files", [])
