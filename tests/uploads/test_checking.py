"""File ready ⇔ size and sha256 right, whatever happens on the way out of quarantine."""

import os

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from jobs.errors import Failed
from jobs.models import Job, JobState
from tests.tracker.reading import toast
from tests.uploads.conftest import digest
from tests.uploads.tus import Tus
from uploads.checking import check
from uploads.models import Upload, UploadState
from uploads.services import remove_upload, remove_with_file

DATA = os.urandom(50_000)


@pytest.fixture
def arrived(tus):
    """All bytes are there, and nobody has looked at them."""

    def send(data: bytes = DATA, **told: object) -> Upload:
        upload = tus.create(data, **told)
        assert tus.patch(upload, 0, data).status_code == 204
        return upload

    return send


def test_the_last_byte_asks_for_a_check(arrived, operator):
    upload = arrived()
    assert upload.state == UploadState.CHECKING
    assert upload.job.kind == "check_upload"
    assert upload.job.requested_by == operator
    assert upload.job.customer == upload.customer


def test_a_declared_sum_that_is_right(arrived, checked):
    assert checked(arrived(sha256=digest(DATA).upper())).is_ready


def test_a_declared_sum_that_is_wrong(arrived, tus):
    upload = arrived(sha256=digest(b"else"))
    with pytest.raises(Failed, match="differs from the declared one"):
        check(upload)
    upload.refresh_from_db()
    assert upload.state == UploadState.REFUSED
    assert upload.sha256 == digest(DATA)
    assert not upload.part.exists()
    assert not upload.path.exists()
    assert tus.head(upload).status_code == 410
    assert "SHA-256" in tus.ask("GET", upload).json()["problem"]


@pytest.mark.parametrize("sha256", ["abc", "g" * 64, "a" * 65])
def test_a_declared_sum_that_is_none(tus, sha256):
    assert tus.post(5, sha256=sha256).status_code == 400


@pytest.mark.parametrize("size", [0, len(DATA) - 1, len(DATA) + 1])
def test_the_file_changed_size_on_the_disk(arrived, size):
    upload = arrived()
    os.truncate(upload.part, size)
    with pytest.raises(Failed, match="did not arrive as it was sent"):
        check(upload)
    assert not upload.is_ready


def test_the_file_is_gone(arrived):
    upload = arrived()
    upload.part.unlink()
    with pytest.raises(Failed, match="lost on the server"):
        check(upload)


def test_an_attempt_died_after_it_had_moved_the_file(arrived, checked):
    upload = arrived()
    upload.part.rename(upload.path)
    assert checked(upload).is_ready
    assert upload.path.read_bytes() == DATA


def test_it_stays_while_it_is_checked(arrived, tus):
    upload = arrived()
    answer = tus.delete(upload)
    assert answer.status_code == 409
    assert b"is being checked" in answer.content
    with pytest.raises(ValidationError, match="is being checked"):
        remove_upload(upload=upload)
    remove = reverse("uploads:remove", args=[upload.pk])
    page = tus.client.post(remove, {"next": "/jobs/"}, follow=True)
    assert "is being checked" in toast(page)
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKING
    assert upload.part.exists()


def test_it_may_go_when_its_check_has_failed(arrived, tus):
    upload = arrived()
    Job.objects.filter(pk=upload.job_id).update(state="failed", error="It broke.")
    assert tus.delete(upload).status_code == 204
    assert not upload.part.exists()


def test_removed_while_it_is_checked(arrived):
    upload = arrived()
    stale = Upload.objects.get(pk=upload.pk)
    remove_with_file(upload)
    with pytest.raises(Failed):
        check(stale)
    upload.refresh_from_db()
    assert upload.state == UploadState.REMOVED
    assert not upload.path.exists()


def test_a_slower_attempt_leaves_what_is_ready_alone(arrived, checked):
    """A worker that was stopped for long wakes up when another has done its work."""
    upload = arrived()
    stale = Upload.objects.get(pk=upload.pk)
    checked(upload)
    check(stale)
    assert stale.is_ready
    assert upload.path.read_bytes() == DATA


def test_a_slower_attempt_does_not_refuse_what_is_ready(arrived, checked):
    upload = arrived()
    stale = Upload.objects.get(pk=upload.pk)
    checked(upload)
    stale.declared_sha256 = digest(b"else")
    check(stale)
    upload.refresh_from_db()
    assert upload.is_ready
    assert upload.path.read_bytes() == DATA


def test_the_database_knows_it_too(arrived):
    upload = arrived()
    for wrong in (
        {"sha256": ""},
        {"sha256": "abc"},
        {"sha256": digest(DATA), "offset": 5},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Upload.objects.filter(pk=upload.pk).update(state="ready", **wrong)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_checks_it(client_of, operator, northwind, worker, until):
    tus = Tus(client_of(operator), northwind)
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA)
    until(lambda: Upload.objects.get(pk=upload.pk).is_ready)
    upload.refresh_from_db()
    assert upload.path.read_bytes() == DATA
    until(lambda: Upload.objects.get(pk=upload.pk).job.state == JobState.DONE)
    upload.job.refresh_from_db()
    assert upload.job.result["sha256"] == digest(DATA)


def test_a_check_that_broke_is_told_of(arrived, tus):
    upload = arrived()
    Job.objects.filter(pk=upload.job.pk).update(
        state="failed", error="The worker died."
    )
    assert "The worker died." in tus.ask("GET", upload).json()["problem"]
