"""One at a time where only one may be; and reconcilers that get in each other's way."""

import os
import shutil
import subprocess
import sys
import threading
from uuid import uuid4

from django.db import connection, connections

from jobs.models import Job, JobState
from jobs.recovery import take_back_abandoned
from tests.fixtures.jobs import states
from tracker.history import events

COMMAND = [sys.executable, "manage.py", "reconcile", "--once"]


def test_one_runs_and_the_others_wait_for_their_turn(
    start_worker, make_job, notes, in_state
):
    start_worker(concurrency=3)
    jobs = [
        make_job("sleep", seconds=0.3, exclusive_key="one", notes=str(notes.path))
        for _ in range(6)
    ]
    for job in jobs:  # each wakes the next: there is no reconciler here
        in_state(job, "done")
    marks = [n.split()[0] for n in notes() if n.startswith(("began", "cleaned"))]
    assert marks == ["began", "cleaned"] * 6


def test_others_do_not_wait_for_them(start_worker, make_job, in_state, began, notes):
    start_worker(concurrency=2)
    slow = make_job("sleep", seconds=4, exclusive_key="one", notes=str(notes.path))
    began()
    make_job("sleep", seconds=4, exclusive_key="one")
    quick = make_job("count", exclusive_key="other")
    in_state(quick, "done")
    slow.refresh_from_db()
    assert slow.state == JobState.RUNNING
    in_state(slow, "done")


def abandoned(make_job, count):
    for _ in range(count):
        job = Job.claim(make_job("count").pk, worker="gone:1")
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_job SET lease_until = now() - interval '1 second' "
                "WHERE id = %s",
                [job.pk],
            )


def test_two_reconcilers_at_once(make_job):
    abandoned(make_job, 30)

    def work():
        take_back_abandoned()
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Job.objects.values_list("state", flat=True)) == {"queued"}
    for job in Job.objects.all():
        assert states(job) == ["queued", "running", "queued"]
        found = events(Job).filter(pgh_obj_id=job.pk, state="queued")
        assert found.count() == 2


def test_two_reconcile_commands_at_once(make_job):
    abandoned(make_job, 5)
    name = connections["default"].settings_dict["NAME"]
    both = [
        subprocess.Popen(
            COMMAND, env={**os.environ, "TRACKER_TEST_DATABASE": name},
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    texts = [process.communicate(timeout=60)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert "recovered" in "".join(texts)
    assert all(states(job)[-1] == "queued" for job in Job.objects.all())


def test_folders_of_nobody_are_removed(make_job, settings, reconcile):
    running = Job.claim(make_job("count").pk, worker="x:1")
    ended = make_job("count")
    ended.cancel_idle(None)
    keep = settings.WORK_DIR / str(running.pk) / str(running.fence)
    gone = [
        settings.WORK_DIR / str(ended.pk) / "1",
        settings.WORK_DIR / str(uuid4()) / "1",
        settings.WORK_DIR / str(running.pk) / "0",
    ]
    foreign = settings.WORK_DIR / "not-ours"
    for place in (keep, foreign, *gone):
        place.mkdir(parents=True)
    try:
        reconcile()
        assert keep.exists()
        assert foreign.exists()
        assert not any(place.exists() for place in gone)
    finally:
        shutil.rmtree(settings.WORK_DIR)
