"""What is left behind goes, and nothing that is wanted."""

import os
import shutil
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.services import create_job
from restore.models import DatabaseServer, Restore
from uploads.models import Upload, UploadState
from uploads.services import file_of, remove_upload, usable_upload
from uploads.sweep import sweep


@pytest.fixture
def begun(tus) -> Upload:
    upload = tus.create(10)
    tus.patch(upload, 0, b"01234")
    return upload


def age(upload: Upload, **fields: object) -> None:
    Upload.objects.filter(pk=upload.pk).update(**fields)


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


@pytest.fixture
def restore_of(northwind):
    def start(upload: Upload, state: str = "queued") -> Restore:
        job = create_job(kind="restore", input={}, trigger="web", customer=northwind)
        job.state = state
        job.save()
        return Restore.objects.create(
            customer=northwind,
            kind="rio",
            job=job,
            server=DatabaseServer.of(northwind),
            file=str(upload.path),
            database="rio_db_northwind_studios",
        )

    return start


def test_nothing_to_do(begun, whole):
    assert sweep() == ""
    assert begun.part.exists()
    assert whole.path.exists()


def test_unfinished_ones_expire(begun, tus):
    assert begun.expires_at > timezone.now() + timedelta(days=6)
    age(begun, expires_at=days_ago(1))
    assert sweep() == "1 expired"
    begun.refresh_from_db()
    assert begun.state == UploadState.EXPIRED
    assert not begun.part.exists()
    response = tus.patch(begun, 5, b"56789")
    assert response.status_code == 410
    assert b"Nothing was received for 7 days" in response.content


def test_each_piece_prolongs(begun, tus):
    soon = timezone.now() + timedelta(minutes=1)
    age(begun, expires_at=soon)
    tus.patch(begun, 5, b"5")
    assert begun.expires_at > soon + timedelta(days=6)


def test_one_whose_file_is_gone(begun):
    begun.part.unlink()
    assert sweep() == "1 without a file"
    begun.refresh_from_db()
    assert begun.state == UploadState.REFUSED
    assert "lost" in begun.problem


def test_one_that_has_no_byte_yet_needs_no_file(tus, begun):
    upload = tus.create(5)
    assert sweep() == ""
    upload.refresh_from_db()
    assert upload.is_receiving


def test_the_shared_folder_is_away_for_a_while(begun, backups):
    shutil.rmtree(backups)
    sweep()
    begun.refresh_from_db()
    assert begun.is_receiving


def test_files_that_no_row_wants(begun, whole, backups):
    remains = [
        backups / "quarantine" / begun.part.name,
        backups / "files" / str(whole.pk),
    ]
    age(begun, state="removed")
    age(whole, state="removed")
    assert sweep() == "2 files removed"
    assert not [path for path in remains if path.exists()]


def test_files_that_no_row_knows_of(begun, backups):
    old, new, other = (
        backups / "quarantine" / name for name in (f"{uuid4()}.part", str(uuid4()), "x")
    )
    for path in (old, new, other):
        path.write_text("")
    os.utime(old, (time.time() - 90_000,) * 2)
    os.utime(other, (1, 1))
    assert sweep() == "1 files removed"
    assert new.exists(), "it may be of a transaction that is not over"
    assert other.exists(), "it is not one of ours"


def test_kept_long_enough(whole, settings):
    age(whole, ready_at=days_ago(91))
    settings.BACKUP_KEEP_DAYS = 0
    assert sweep() == ""
    settings.BACKUP_KEEP_DAYS = 90
    assert sweep() == "1 kept long enough"
    whole.refresh_from_db()
    assert whole.state == UploadState.REMOVED
    assert not whole.path.exists()


def test_a_restore_begins_the_time_anew(whole, restore_of):
    age(whole, ready_at=days_ago(91))
    restore = restore_of(whole, "done")
    assert sweep() == ""
    Restore.objects.filter(pk=restore.pk).update(created_at=days_ago(91))
    assert sweep() == "1 kept long enough"


@pytest.mark.parametrize("state", ["queued", "waiting"])
def test_never_while_a_job_uses_it(whole, restore_of, state):
    restore = restore_of(whole, state)
    Restore.objects.filter(pk=restore.pk).update(created_at=days_ago(91))
    age(whole, ready_at=days_ago(91))
    assert sweep() == ""
    with pytest.raises(ValidationError, match="is being restored"):
        remove_upload(upload=whole)
    assert whole.path.exists()


def test_tus_can_not_take_away_what_is_restored(whole, restore_of, tus):
    restore_of(whole)
    assert tus.delete(whole).status_code == 409


def test_what_is_gone_is_not_restored(whole, operator, northwind):
    told = {"user": operator, "customer": northwind, "pk": whole.pk}
    assert usable_upload(**told) == whole
    whole.path.unlink()
    with pytest.raises(ValidationError, match="no longer on the server"):
        usable_upload(**told)
    with pytest.raises(ValidationError, match="no longer on the server"):
        file_of(whole)


@pytest.mark.parametrize("pk", ["", "x", uuid4()])
def test_what_never_was_is_not_restored(operator, northwind, pk):
    with pytest.raises(ValidationError, match="does not exist"):
        usable_upload(user=operator, customer=northwind, pk=pk)


def test_what_has_not_arrived_is_not_restored(begun, operator, northwind):
    with pytest.raises(ValidationError, match="has not been fully uploaded yet"):
        usable_upload(user=operator, customer=northwind, pk=begun.pk)
