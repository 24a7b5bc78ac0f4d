"""Who may send, see, go on with and remove what."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.fixtures.people import make_user
from tests.uploads.tus import OCTETS, VERSION, Tus, metadata
from tracker.services import set_active
from uploads.models import Upload, UploadState
from uploads.services import (
    ready_uploads,
    remove_upload,
    unfinished_uploads,
    usable_upload,
)

pytestmark = pytest.mark.slow

METHODS = ("OPTIONS", "POST", "HEAD", "GET", "PATCH", "DELETE")


@pytest.fixture
def upload(tus) -> Upload:
    upload = tus.create(b"0123456789")
    tus.patch(upload, 0, b"01234")
    return upload


@pytest.fixture
def tus_of(client_of, northwind):
    return lambda user: Tus(client_of(user) if user else Client(), northwind)


def statuses(tus: Tus, upload: Upload) -> set[int]:
    found = {tus.ask(method, upload).status_code for method in METHODS}
    return found | {tus.post(5).status_code, tus.ask("OPTIONS").status_code}


def test_strangers_are_told_to_log_in(tus_of, upload):
    assert statuses(tus_of(None), upload) == {401}
    assert b"Log in again" in tus_of(None).ask("GET", upload).content


def test_a_viewer_may_not(tus_of, upload, viewer):
    assert statuses(tus_of(viewer), upload) == {403}


def test_an_outsider_finds_nothing(tus_of, upload, outsider):
    tus = tus_of(outsider)
    assert tus.head(upload).status_code == 404
    assert tus.patch(upload, 5, b"56789").status_code == 404
    assert tus.delete(upload).status_code == 404
    assert tus.ask("GET", upload).status_code == 404
    assert tus.post(5).status_code == 404, "nor the customer"
    remove = reverse("uploads:remove", args=[upload.pk])
    assert tus.client.post(remove).status_code == 404
    upload.refresh_from_db()
    assert upload.offset == 5
    assert upload.part.read_bytes() == b"01234"


def test_a_colleague_sees_it_and_does_not_write(tus_of, upload, northwind):
    colleague = make_user("colleague", "operator", customer=northwind)
    tus = tus_of(colleague)
    assert tus.head(upload)["Upload-Offset"] == "5"
    assert tus.patch(upload, 5, b"56789").status_code == 403
    assert not unfinished_uploads(user=colleague)


def writes(tus: Tus, upload: Upload) -> list[int]:
    """What appending, and removing in its two ways, are answered."""
    remove = reverse("uploads:remove", args=[upload.pk])
    return [
        tus.patch(upload, 5, b"5").status_code,
        tus.delete(upload).status_code,
        tus.client.post(remove).status_code,
    ]


def test_who_may_not_append_may_not_remove(tus_of, upload, northwind, viewer, outsider):
    colleague = make_user("colleague", "operator", customer=northwind)
    assert writes(tus_of(viewer), upload) == [403, 403, 403]
    assert writes(tus_of(outsider), upload) == [404, 404, 404]
    assert writes(tus_of(colleague), upload) == [403, 403, 403]
    assert b"Only the sender can remove" in tus_of(colleague).delete(upload).content
    upload.refresh_from_db()
    assert upload.is_receiving
    assert upload.part.read_bytes() == b"01234"


@pytest.mark.parametrize("person", ["manager", "administrator"])
@pytest.mark.parametrize("is_gone", [False, True])
def test_who_may_change_the_customer_removes_what_was_left_unfinished(
    tus_of, upload, operator, person, is_gone, request
):
    """Also that of a user who was deleted."""
    if is_gone:
        Upload.objects.update(user=None)
    other = request.getfixturevalue(person)
    assert list(unfinished_uploads(user=other)) == [upload]
    assert writes(tus_of(other), upload) == [403, 204, 302]
    upload.refresh_from_db()
    assert upload.state == UploadState.REMOVED
    assert not upload.part.exists()
    assert not unfinished_uploads(user=operator)


def test_a_manager_of_another_customer_does_not(tus_of, upload, harbour):
    rival = make_user("rival", "manager", customer=harbour)
    assert writes(tus_of(rival), upload) == [404, 404, 404]
    assert not unfinished_uploads(user=rival)


def test_a_file_that_is_ready_is_its_senders(tus_of, whole, northwind, manager):
    colleague = make_user("colleague", "operator", customer=northwind)
    for other in (colleague, manager):
        assert tus_of(other).delete(whole).status_code == 403
    assert whole.path.exists()


def test_who_lost_a_right_removes_nothing(tus, upload, operator):
    operator.groups.clear()
    assert writes(tus, upload) == [403, 403, 403]
    operator.accesses.all().delete()
    assert tus.delete(upload).status_code == 403


def test_a_deactivated_customer_gets_nothing_new(tus, upload, northwind):
    """What was begun may be finished, or go."""
    set_active([northwind], active=False)
    assert tus.post(5).status_code == 403
    assert b"is inactive" in tus.post(5).content
    assert tus.patch(upload, 5, b"5").status_code == 204
    assert tus.delete(upload).status_code == 204


def test_who_lost_the_customer_lost_the_upload(tus, upload, operator):
    operator.accesses.all().delete()
    assert writes(tus, upload) == [404, 404, 404]
    assert not unfinished_uploads(user=operator)


def test_lists(whole, operator, viewer, outsider, northwind, harbour):
    assert list(ready_uploads(user=operator, customer=northwind)) == [whole]
    assert list(ready_uploads(user=viewer, customer=northwind)) == [whole]
    assert not ready_uploads(user=outsider, customer=northwind)
    assert not ready_uploads(user=outsider, customer=harbour)


def test_another_customers_upload_is_not_restored(whole, administrator, harbour):
    with pytest.raises(Exception, match="does not exist"):
        usable_upload(user=administrator, customer=harbour, pk=whole.pk)


def test_no_token_is_needed_but_the_header(operator, northwind):
    """A foreign page can send a form or a plain request, but not this header."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator)
    told = {
        "Upload-Length": "5",
        "Upload-Metadata": metadata(customer=northwind.pk, filename="x"),
    }
    address = reverse("uploads:tus")
    assert client.post(address, headers=told).status_code == 412
    created = client.post(address, headers={**told, **VERSION})
    assert created.status_code == 201
    patch = {**VERSION, "Upload-Offset": "0"}
    answer = client.generic(
        "PATCH", created["Location"], b"12345", OCTETS, headers=patch
    )
    assert answer.status_code == 204
    assert client.delete(created["Location"]).status_code == 412
    preflight = {
        "Origin": "https://example.org",
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "tus-resumable",
    }
    answer = client.options(created["Location"], headers=preflight)
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_removing_by_a_form_needs_the_token(upload, operator):
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator)
    address = reverse("uploads:remove", args=[upload.pk])
    assert client.post(address).status_code == 403
    upload.refresh_from_db()
    assert upload.is_receiving


def test_removing_by_a_form(client_of, upload, operator):
    address = reverse("uploads:remove", args=[upload.pk])
    answer = client_of(operator).post(address, {"next": "/jobs/"})
    assert answer.url == "/jobs/"
    assert not upload.part.exists()


def test_removing_twice_is_no_error(whole):
    remove_upload(upload=whole)
    remove_upload(upload=whole)
    assert not whole.path.exists()
