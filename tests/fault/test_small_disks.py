"""Rows 21 to 23 for restores: disks that are really full, of the worker and of the
landing server."""

import pytest
from django.conf import settings

from tests.fault.mounts import seen_by, within
from tests.fault.restoring import NEW, OLD
from tracker.jobs.models import TERMINAL, Job


@pytest.fixture
def start_cramped(start_worker):
    """A worker whose WORK_DIR is a file system of its own."""

    def start(options: str):
        settings.WORK_DIR.mkdir(mode=0o711, parents=True, exist_ok=True)
        return start_worker(
            queues="restore",
            before=within(settings.WORK_DIR, f"mode=711,{options}"),
            RESTORE_RESERVE_BYTES="0",
        )

    return start


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("size=256k", "too_large"),  # it knows beforehand
        ("size=8m,nr_inodes=2", "disk_full"),  # no room for the job's own folder
        ("size=8m,nr_inodes=3", "disk_full"),  # nor for what is unpacked
        ("size=8m,nr_inodes=4", "disk_full"),  # nor for the list of what to load
    ],
)
def test_the_work_folder_is_full(
    options, code, site, start_cramped, start_worker, in_state, reconcile
):
    site.serve_old()
    worker = start_cramped(options)
    restore = site.ask(form="dump.zst")
    job = in_state(Job.objects.get(pk=restore.job_id), *TERMINAL, meanwhile=reconcile)
    assert (job.state, job.error_code) == ("failed", code)
    assert job.error.endswith(".")
    assert site.served() == OLD
    assert list(seen_by(worker.pid, settings.WORK_DIR).iterdir()) == []
    worker.end()
    start_worker(queues="restore")
    again = site.ask(form="dump.zst")
    in_state(Job.objects.get(pk=again.job_id), "done", meanwhile=reconcile)
    assert site.served() == NEW
