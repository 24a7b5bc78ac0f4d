"""A worker dies while it takes a file out of quarantine."""

import os

import pytest

from tests.uploads.tus import Tus
from uploads.models import Upload

DATA = os.urandom(50_000)


@pytest.mark.parametrize("where", ["before_rename", "before_ready"])
def test_another_attempt_finds_the_file(
    client_of, operator, northwind, start_worker, in_state, reconcile, tmp_path, where
):
    start_worker(FAILPOINT=f"upload.{where}:kill9:{tmp_path / 'once'}")
    tus = Tus(client_of(operator), northwind)
    upload = tus.create(DATA)
    tus.patch(upload, 0, DATA)
    in_state(upload.job, "done", meanwhile=reconcile)
    upload = Upload.objects.get(pk=upload.pk)
    assert upload.is_ready
    assert upload.job.attempts == 2
    assert upload.path.read_bytes() == DATA
    assert not upload.part.exists()
