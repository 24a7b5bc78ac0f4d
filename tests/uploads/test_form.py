"""Small files by a plain form, on a page of the tests' own."""

import errno
import os
from io import BytesIO

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from tests.uploads.conftest import digest
from uploads.models import Upload, UploadState

pytestmark = pytest.mark.slow

DATA = os.urandom(70_000)


@pytest.fixture(autouse=True)
def drop_page(settings, backups):
    settings.ROOT_URLCONF = "tests.uploads.urls"
    settings.UPLOAD_FORM_BYTES = 100_000


@pytest.fixture
def post(client_of, operator, northwind):
    client = client_of(operator)

    def send(data: bytes, name: str = "nw.dump", **more) -> str:
        file = BytesIO(data)
        file.name = name
        answer = client.post("/drop/", {"customer": northwind.pk, "file": file, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    return send


def test_a_small_file_is_ready_at_once(post, operator, northwind):
    assert f"ready {digest(DATA)}" in post(DATA)
    upload = Upload.objects.get()
    assert (upload.user, upload.customer) == (operator, northwind)
    assert (upload.name, upload.length) == ("nw.dump", len(DATA))
    assert upload.path.read_bytes() == DATA
    assert not upload.part.exists()


def test_the_same_once_more_by_its_id(post, client_of, operator, northwind):
    post(DATA)
    told = {"customer": northwind.pk, "upload": Upload.objects.get().pk}
    answer = client_of(operator).post("/drop/", told)
    assert digest(DATA) in answer.content.decode()


@pytest.mark.parametrize("size", [100_001, 5_000_000])
def test_too_large_a_file_is_refused_with_a_sentence(post, size):
    assert "This form accepts files of up to 100.0 kB" in post(bytes(size))
    assert not Upload.objects.exists()


def test_the_largest_file(post):
    assert "ready" in post(bytes(100_000))


def test_an_empty_file(post):
    assert "The file is empty" in post(b"")


def test_names_are_only_text(post):
    post(DATA, name="../../x\u202e<b>.dump")
    assert Upload.objects.get().name == "x<b>.dump"


def test_quota(post, settings):
    settings.UPLOAD_QUOTA_CUSTOMER = 1000
    assert "not enough space" in post(DATA)


@pytest.mark.fault
def test_no_room_to_spool_the_form(post, monkeypatch):
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    assert "The disk of the server is full" in post(DATA)


@pytest.mark.fault
def test_no_room_to_keep_it(post, monkeypatch):
    def full(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fdatasync", full)
    assert "The disk of the server is full" in post(DATA)
    assert Upload.objects.get().state == UploadState.REMOVED
    assert not Upload.objects.get().part.exists()


def test_files_from_nobody_are_not_kept(client, viewer, client_of, monkeypatch):
    """A form is read before anybody asks who sends it."""
    kept: list[object] = []
    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", kept.append)
    for sender in (client, client_of(viewer)):
        sender.post("/accounts/login/", {"file": BytesIO(DATA)})
        sender.post("/theme/", {"file": BytesIO(DATA)})
    assert not kept
