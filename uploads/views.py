"""tus 1.0, and what the page needs beside it.

The tus addresses need no CSRF token: they do nothing for a request without the header
`Tus-Resumable`, which a foreign site cannot send without asking first (CORS), and to
that question the answer is no. So any tus client works with a session's cookie.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from customers.models import Customer
from jobs.models import TERMINAL
from tracker.access import needs
from tracker.pages import HOME, back
from tracker.request import Request
from uploads import protocol, services
from uploads.body import abandon, body_of, drain
from uploads.checking import begin_check
from uploads.models import Upload, UploadState
from uploads.part import Busy, locked
from uploads.protocol import Problem
from uploads.receive import GONE, gone, receive

Handler = Callable[..., HttpResponse]
ANYHOW = ("OPTIONS", "GET")  # without the header that says which tus it is

DRAINED, DRAINED_SECONDS = 64 * 2**20, 5.0

# So that pages find a thread, however many files are being sent.
_slots = threading.BoundedSemaphore(settings.UPLOADS_AT_ONCE)


@csrf_exempt
@login_not_required  # its clients want a status, and follow no redirect to a login
def uploads(request: Request) -> HttpResponse:
    return answer(request, {"OPTIONS": options, "POST": create})


@csrf_exempt
@login_not_required
def upload(request: Request, pk: UUID) -> HttpResponse:
    handlers: dict[str, Handler] = {
        "OPTIONS": options,
        "HEAD": head,
        "GET": status,
        "PATCH": patch,
        "DELETE": terminate,
    }
    return answer(request, handlers, pk)


@require_POST
@needs("uploads.add_upload")
def upload_remove(request: Request, pk: UUID) -> HttpResponse:
    """By a form; tus clients have DELETE."""
    row = find(request, pk)
    if not services.may_remove(user=request.user, upload=row):
        raise PermissionDenied
    try:
        services.remove_upload(upload=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, f"Upload of {row} removed.")
    return back(request, HOME)


def answer(
    request: Request, handlers: dict[str, Handler], *args: object
) -> HttpResponse:
    method = request.headers.get("X-HTTP-Method-Override", request.method or "")
    try:
        check_person(request)
        if method not in handlers:
            raise Problem(
                405, "This method is not allowed here.", Allow=", ".join(handlers)
            )
        version = request.headers.get("Tus-Resumable")
        if method not in ANYHOW and version != protocol.VERSION:
            raise Problem(412, "The header Tus-Resumable: 1.0.0 is required.")
        response = handlers[method](request, *args)
    except Http404:
        response = refusal(Problem(404, "This upload does not exist."))
    except Problem as problem:
        if method == "PATCH" and problem.status != 503:
            drain(request.META, most=DRAINED, seconds=DRAINED_SECONDS)
        response = refusal(problem)
    response["Tus-Resumable"] = response["Tus-Version"] = protocol.VERSION
    return response


def check_person(request: Request) -> None:
    if not request.user.is_authenticated:
        raise Problem(401, "Your session has ended. Log in again.")
    if not request.user.has_perm("uploads.add_upload"):
        raise Problem(403, "You don't have permission to upload backups.")


def refusal(problem: Problem) -> HttpResponse:
    return HttpResponse(
        problem.sentence,
        status=problem.status,
        content_type="text/plain; charset=utf-8",
        headers=problem.headers,
    )


def options(request: Request, *args: object) -> HttpResponse:
    return HttpResponse(
        status=204,
        headers={
            "Tus-Extension": protocol.EXTENSIONS,
            "Tus-Checksum-Algorithm": ",".join(protocol.ALGORITHMS),
            "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
        },
    )


def create(request: Request) -> HttpResponse:
    length = protocol.length(request.headers)
    metadata = protocol.metadata(request.headers)
    row = services.begin_upload(
        customer=chosen_customer(request, metadata.get("customer", "")),
        user=request.user,
        name=metadata.get("filename") or metadata.get("name", ""),
        length=length,
        modified=metadata.get("modified", ""),
        declared_sha256=protocol.sha256(metadata.get("sha256", "")),
    )
    response = HttpResponse(status=201)
    response["Location"] = reverse("uploads:file", args=[row.pk])
    return with_expiry(response, row)


def chosen_customer(request: Request, text: str) -> Customer:
    try:
        pk = UUID(text)
    except ValueError:
        raise Problem(
            400, "Upload-Metadata must contain the customer's id as “customer”."
        ) from None
    customer = Customer.objects.for_user(request.user).filter(pk=pk).first()
    if customer is None:
        raise Problem(404, "This customer does not exist.")
    return customer


def head(request: Request, pk: UUID) -> HttpResponse:
    row = find(request, pk)
    if row.is_receiving:
        let_it_settle(row)
    if row.state in GONE:
        raise gone(row)
    response = HttpResponse(
        headers={"Upload-Offset": str(row.offset), "Upload-Length": str(row.length)}
    )
    return with_expiry(response, row)


def let_it_settle(row: Upload) -> None:
    """A client that was cut off asks at once, while its last bytes are written."""
    try:
        with locked(row.part, patience=settings.UPLOAD_LOCK_SECONDS):
            pass
    except (Busy, OSError):
        pass
    row.refresh_from_db()


def status(request: Request, pk: UUID) -> HttpResponse:
    """For the page that waits until a file is ready."""
    row = find(request, pk)
    keys = ("name", "state", "offset", "length", "sha256")
    facts = {key: getattr(row, key) for key in keys}
    return JsonResponse({"id": str(row.pk), **facts, "problem": problem_of(row)})


def problem_of(row: Upload) -> str:
    if row.state in GONE:
        return gone(row).sentence
    if row.state == UploadState.CHECKING and row.job and row.job.state in TERMINAL:
        error = row.job.error
        return f"The file could not be checked. {error} Try again on the job’s page."
    return ""


def patch(request: Request, pk: UUID) -> HttpResponse:
    row = find(request, pk)
    if row.user_id != request.user.pk:
        raise not_yours(row, "continue")
    if request.content_type != protocol.CONTENT_TYPE:
        raise Problem(415, f"Content-Type must be {protocol.CONTENT_TYPE}.")
    offset = protocol.whole_number(request.headers, "Upload-Offset")
    checksum = protocol.checksum(request.headers)
    patience = settings.UPLOAD_IDLE_SECONDS
    with slot(request), body_of(request.META, patience=patience) as body:
        receive(row, offset=offset, body=body, checksum=checksum, complete=begin_check)
    response = HttpResponse(status=204, headers={"Upload-Offset": str(row.offset)})
    return with_expiry(response, row)


@contextmanager
def slot(request: Request) -> Iterator[None]:
    if not _slots.acquire(blocking=False):
        abandon(request.META["wsgi.input"], request.META.get("gunicorn.socket"))
        raise Problem(
            503,
            "Many files are being uploaded at the moment. Try again soon.",
            Retry_After="5",
        )
    try:
        yield
    finally:
        _slots.release()


def terminate(request: Request, pk: UUID) -> HttpResponse:
    row = find(request, pk)
    if not services.may_remove(user=request.user, upload=row):
        raise not_yours(row, "remove")
    if row.state in GONE:
        raise gone(row)
    try:
        services.remove_upload(upload=row)
    except ValidationError as refused:
        raise Problem(409, " ".join(refused.messages)) from refused
    return HttpResponse(status=204)


def find(request: Request, pk: UUID) -> Upload:
    rows = Upload.objects.for_user(request.user)
    return get_object_or_404(rows.select_related("customer", "user", "job"), pk=pk)


def not_yours(row: Upload, verb: str) -> Problem:
    sender = row.user or "a deleted user"
    return Problem(
        403, f"This is an upload of {sender}. Only the sender can {verb} it."
    )


def with_expiry(response: HttpResponse, row: Upload) -> HttpResponse:
    if row.is_receiving and row.expires_at:
        response["Upload-Expires"] = protocol.date(row.expires_at)
    return response
