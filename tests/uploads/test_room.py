"""Quotas, and disk that is promised to others."""

import errno
import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from tests.uploads.conftest import digest
from tests.uploads.raw import Raw, row
from tests.uploads.tus import Tus
from tests.uploads.web import Web, cookie_of, wait_until
from uploads import space
from uploads.models import UploadState
from uploads.services import receive_form_file

pytestmark = pytest.mark.slow

DATA = os.urandom(100_000)


@pytest.fixture
def free(monkeypatch):
    """Says how much disk is free, apart from the reserve."""

    def say(count: int) -> None:
        monkeypatch.setattr(space, "free_bytes", lambda: count)

    return say


@pytest.fixture(autouse=True)
def reserve(settings):
    settings.RESTORE_RESERVE_BYTES = 0


def test_what_others_announced_is_not_given_away(tus, free):
    free(1000)
    first = tus.create(600)
    assert tus.post(401).status_code == 507
    tus.create(400)
    tus.delete(first)
    tus.create(600)


def test_what_has_arrived_is_not_counted_twice(tus, free):
    free(1000)
    upload = tus.create(600)
    tus.patch(upload, 0, b"x" * 500)
    free(500)
    assert tus.post(401).status_code == 507
    tus.create(400)


def test_the_reserve_stays_free(tus, free, settings):
    settings.RESTORE_RESERVE_BYTES = 300
    free(1000)
    response = tus.post(701)
    assert response.status_code == 507
    assert b"700 B free for uploads" in response.content
    tus.create(700)


@pytest.mark.parametrize(
    "setting", ["UPLOAD_QUOTA_USER", "UPLOAD_QUOTA_CUSTOMER", "UPLOAD_QUOTA_TOTAL"]
)
def test_quotas(tus, settings, setting):
    setattr(settings, setting, 1000)
    first = tus.create(600)
    response = tus.post(401)
    assert response.status_code == 413
    assert b"600 B of 1.0 kB" in response.content
    tus.create(400)
    tus.delete(first)
    tus.create(600)


def test_quotas_are_each_ones_own(
    tus, settings, client_of, administrator, northwind, harbour
):
    settings.UPLOAD_QUOTA_USER = settings.UPLOAD_QUOTA_CUSTOMER = 1000
    tus.create(1000)
    theirs = Tus(client_of(administrator), harbour)
    theirs.create(999)
    assert Tus(client_of(administrator), northwind).post(1).status_code == 413
    assert theirs.post(2).status_code == 413


@pytest.mark.django_db(transaction=True)
def test_two_that_ask_at_once_are_not_given_one_room(
    backups, free, operator, northwind, client_of
):
    def ask(_: int) -> int:
        try:
            return Tus(client, northwind).post(600).status_code
        finally:
            connections.close_all()

    free(1000)
    client = client_of(operator)
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(ask, range(4)))
    assert sorted(statuses) == [201, 507, 507, 507]


def test_unfinished_uploads_are_limited(tus, checked, settings):
    settings.UPLOADS_OPEN_USER = 2
    first, second = tus.create(b"one"), tus.create(b"two")
    refused = tus.post(5)
    assert refused.status_code == 429
    assert b"You have 2 unfinished uploads" in refused.content
    tus.patch(first, 0, b"one")
    assert tus.post(5).status_code == 429, "it is still being checked"
    checked(first)
    tus.create(5)
    tus.delete(second)
    tus.create(5)


def test_each_user_has_as_many(tus, settings, client_of, administrator, northwind):
    settings.UPLOADS_OPEN_USER = 1
    tus.create(5)
    assert tus.post(5).status_code == 429
    Tus(client_of(administrator), northwind).create(5)


def test_by_a_form_too(tus, settings, northwind, operator):
    settings.UPLOADS_OPEN_USER = 1
    open_one = tus.create(5)
    file = SimpleUploadedFile("nw.dump", b"12345")
    with pytest.raises(ValidationError, match="You have 1 unfinished upload,"):
        receive_form_file(file=file, customer=northwind, user=operator)
    tus.delete(open_one)
    assert receive_form_file(file=file, customer=northwind, user=operator).is_ready


def test_zero_is_no_limit(tus, settings):
    settings.UPLOADS_OPEN_USER = 0
    for _ in range(25):
        tus.create(1)


@pytest.mark.django_db(transaction=True)
def test_two_that_ask_at_once_are_not_both_the_last(
    backups, settings, operator, northwind, client_of
):
    def ask(_: int) -> int:
        try:
            return Tus(client, northwind).post(5).status_code
        finally:
            connections.close_all()

    settings.UPLOADS_OPEN_USER = 1
    client = client_of(operator)
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(ask, range(4)))
    assert sorted(statuses) == [201, 429, 429, 429]


@pytest.mark.fault
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("where", ["write", "fdatasync"])
def test_a_full_disk_is_507_and_it_goes_on_later(
    tus, checked, monkeypatch, code, where
):
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA[:1000])
    with monkeypatch.context() as patched:
        patched.setattr(os, where, full(code))
        assert tus.patch(upload, 1000, DATA[1000:]).status_code == 507
    assert upload.offset == 1000
    assert upload.state == UploadState.RECEIVING
    assert tus.patch(upload, 1000, DATA[1000:]).status_code == 204
    assert checked(upload).sha256 == digest(DATA)


@pytest.mark.fault
def test_a_disk_that_does_not_work_is_503(tus, monkeypatch):
    upload = tus.create(DATA)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full(errno.EIO))
        response = tus.patch(upload, 0, DATA)
    assert response.status_code == 503
    assert b"administrator" in response.content


@pytest.mark.fault
def test_a_full_disk_when_all_but_little_is_free(tus, free):
    """Somebody else has taken what was promised."""
    upload = tus.create(DATA)
    free(10)
    assert tus.patch(upload, 0, DATA).status_code == 507
    free(10**9)
    assert tus.patch(upload, 0, DATA).status_code == 204


def full(code: int):
    def fail(*arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.fault
@pytest.mark.django_db(transaction=True)
def test_on_a_disk_of_three_megabytes(tmp_path, operator, northwind):
    """A real ENOSPC while it arrives: what came before counts, and it goes on."""
    data = os.urandom(2_500_000)
    with on_tiny_disk(tmp_path) as web:
        raw = Raw(web, cookie_of(operator), northwind.pk)
        path = raw.create(len(data))
        sender = raw.begin_patch(path, 0, len(data))
        sender.sendall(data[:500_000])
        wait_until(lambda: row(path).offset)
        filler = inside(web, tmp_path) / "filler"
        fill(filler)
        sender.sendall(data[500_000:])
        assert sender.recv(1000).startswith(b"HTTP/1.1 507")
        sender.close()
        offset = raw.offset(path)
        assert 500_000 <= offset < len(data)
        assert raw.patch(path, offset, data[offset:]).status == 507
        filler.unlink()
        assert raw.patch(path, offset, data[offset:]).status == 204
        arrived = inside(web, tmp_path) / "quarantine" / row(path).part.name
        assert digest(arrived.read_bytes()) == digest(data)


def on_tiny_disk(place: Path) -> Web:
    alone = ["unshare", "-m" if os.geteuid() == 0 else "-Urm"]
    if not shutil.which("unshare") or subprocess.run([*alone, "true"]).returncode:
        pytest.skip("This machine lets nobody make a name space.")
    script = 'mount -t tmpfs -o size=3m tmpfs "$0" && exec "$@"'
    return Web(
        prefix=[*alone, "sh", "-c", script, str(place)],
        TRACKER_TEST_BACKUPS=str(place),
        RESTORE_RESERVE_BYTES="0",
    )


def inside(web: Web, place: Path) -> Path:
    """Its disk is mounted in its own name space only."""
    assert web.process is not None
    return Path(f"/proc/{web.process.pid}/root{place}")


def fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(100_000))
