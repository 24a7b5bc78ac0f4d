"""What is done with uploads, by page, tus client, task or restore.

Who may is decided by the querysets and here: `for_user` sees, the sender alone writes
on, and `may_remove` says who removes.
"""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from customers.models import Customer
from jobs.errors import Failed
from tracker.models import User
from uploads import space
from uploads.body import StreamBody
from uploads.checking import check, remove_files
from uploads.keepers import at_work_with
from uploads.models import Upload, UploadQuerySet, UploadState, expiry
from uploads.protocol import Problem, clean_name
from uploads.receive import receive

CHANGE = "customers.change_customer"


def ready_uploads(*, user: User, customer: Customer) -> UploadQuerySet:
    uploads = Upload.objects.for_user(user).ready().filter(customer=customer)
    return uploads.order_by("-ready_at")


def unfinished_uploads(
    *, user: User, customer: Customer | None = None
) -> UploadQuerySet:
    """Those that the user may continue or remove."""
    uploads = Upload.objects.for_user(user).unfinished()
    if not user.has_perm(CHANGE):
        uploads = uploads.filter(user=user)
    uploads = uploads.select_related("customer", "user", "job")
    return uploads if customer is None else uploads.filter(customer=customer)


def may_remove(*, user: User, upload: Upload) -> bool:
    """The sender; unless it is ready, also who may change the customer."""
    is_sender = upload.user_id == user.pk
    return is_sender or (not upload.is_ready and user.has_perm(CHANGE))


@transaction.atomic
def begin_upload(
    *,
    customer: Customer,
    user: User,
    name: str,
    length: int,
    modified: str = "",
    declared_sha256: str = "",
) -> Upload:
    """A row with room for its file; the file itself comes with its first bytes."""
    if not customer.active:
        raise Problem(403, f"{customer} is inactive. Reactivate the customer first.")
    space.one_at_a_time()
    space.check_room(length=length, customer=customer, user=user)
    upload = Upload(
        customer=customer,
        user=user,
        name=clean_name(name),
        length=length,
        modified=clean_name(modified)[:20] if modified else "",
        declared_sha256=declared_sha256,
    )
    upload.save(force_insert=True)
    Upload.objects.filter(pk=upload.pk).update(expires_at=expiry())
    upload.refresh_from_db(fields=["expires_at"])
    return upload


def receive_form_file(
    *, file: "UploadedFile[Any]", customer: Customer, user: User
) -> Upload:
    """A file that came whole with a form: ready at once."""
    name, size = file.name or "", file.size or 0
    try:
        upload = begin_upload(customer=customer, user=user, name=name, length=size)
        try:
            receive(
                upload, offset=0, body=StreamBody(size, file), complete=check_at_once
            )
        except BaseException:
            remove_with_file(upload)
            raise
    except (Problem, Failed) as problem:
        raise ValidationError({"file": problem.sentence}) from problem
    return upload


def check_at_once(upload: Upload) -> None:
    upload.begin_checking()
    check(upload)


def usable_upload(*, user: User, customer: Customer, pk: UUID | str) -> Upload:
    """A ready one, for a restore that is stored in the same transaction.

    Until that ends no one can remove the file.
    """
    rows = Upload.objects.for_user(user).filter(customer=customer)
    try:
        upload = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    except (ValidationError, ValueError):
        upload = None
    if upload is None:
        raise ValidationError(
            {"upload": "This upload of the customer does not exist. Choose another."}
        )
    if not upload.is_ready:
        raise ValidationError({"upload": why_not_ready(upload)})
    file_of(upload)
    return upload


def why_not_ready(upload: Upload) -> str:
    if upload.state in (UploadState.RECEIVING, UploadState.CHECKING):
        return f"{upload} has not been fully uploaded yet. Wait until it is ready."
    return upload.problem or f"{upload} was removed. Upload it again."


def file_of(upload: Upload) -> Path:
    if not upload.is_ready or not upload.path.is_file():
        raise ValidationError(
            {"upload": f"{upload} is no longer on the server. Upload it again."}
        )
    return upload.path


def remove_upload(*, upload: Upload) -> None:
    """Remove the file, unless its check or a restore is using it."""
    with transaction.atomic():
        rows = Upload.objects.select_for_update(of=("self",)).select_related("job")
        if rows.get(pk=upload.pk).is_being_checked:
            raise ValidationError(
                f"{upload} is being checked. Wait for the check to finish, or stop the "
                "job."
            )
        if at_work_with(upload.path):
            raise ValidationError(
                f"{upload} is being restored. Wait for it to finish, or cancel it."
            )
        upload.remove()
    remove_files(upload)


def remove_with_file(upload: Upload) -> None:
    upload.remove()
    remove_files(upload)
