from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from jobs import reconciler, recovery
from jobs.broker import BrokerError
from jobs.models import Job, JobLog
from jobs.presence import RECONCILER, running
from jobs.reconciler import Reconciler, Step, standard_steps

pytestmark = pytest.mark.django_db
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def logged(monkeypatch):
    lines = []

    class Log:
        def __getattr__(self, level):
            return lambda event, **_: lines.append((level, event))

    monkeypatch.setattr(reconciler, "log", Log())
    return lines


def outcomes(steps):
    return {each.step: each.state for each in Reconciler(steps).one_pass()}


def test_one_pass_does_everything():
    assert set(outcomes(standard_steps()).values()) == {"done"}
    assert running(RECONCILER)


def test_without_a_broker_the_rest_is_done(settings):
    settings.REDIS_URL = NOBODY
    states = outcomes(standard_steps())
    assert states.pop("workers") == "waiting"
    assert set(states.values()) == {"done"}


def test_a_step_that_fails_stops_no_other():
    def broken():
        raise ZeroDivisionError

    steps = [Step("bad", broken), Step("good", lambda: "")]
    assert outcomes(steps) == {"bad": "failed", "good": "done"}


@pytest.mark.parametrize("error", [BrokerError, DatabaseError, ZeroDivisionError])
def test_a_failure_is_told_once_and_its_end_too(logged, error):
    failing = True

    def sometimes():
        if failing:
            raise error("away")
        return ""

    runner = Reconciler([Step("it", sometimes)])
    for _ in range(3):
        runner.one_pass()
    assert len(logged) == 1
    failing = False
    for _ in range(3):
        runner.one_pass()
    assert [event for _, event in logged[1:]] == ["reconciler_step_works_again"]


def test_some_steps_are_taken_now_and_then_only():
    runner = Reconciler([Step("often", str), Step("hourly", str, every=3600)])
    assert [each.step for each in runner.one_pass()] == ["often", "hourly"]
    assert [each.step for each in runner.one_pass()] == ["often"]


def test_expired_sessions_go():
    def session(key, **away):
        expires = timezone.now() + timedelta(**away)
        Session.objects.create(session_key=key, session_data="", expire_date=expires)

    session("old", days=-1)
    session("new", days=1)
    reconciler.clear_sessions()
    assert Session.objects.get().session_key == "new"


def test_logs_of_long_ago_go_and_their_jobs_stay(make_job, settings):
    settings.JOB_LOG_DAYS = 30
    for days in (31, 29, None):
        job = make_job("count")
        JobLog.objects.create(job=job, text=f"{days} days ago")
        if days:
            at = timezone.now() - timedelta(days=days)
            Job.objects.filter(pk=job.pk).update(state="done", finished_at=at)
    assert recovery.forget_old_logs() == "1 lines removed"
    assert recovery.forget_old_logs() == ""
    left = JobLog.objects.values_list("text", flat=True)
    assert set(left) == {"29 days ago", "None days ago"}
    assert Job.objects.count() == 3


def test_logs_are_kept_for_good_if_one_likes(make_job, settings):
    settings.JOB_LOG_DAYS = 0
    job = make_job("count")
    JobLog.objects.create(job=job, text="old")
    at = timezone.now() - timedelta(days=9999)
    Job.objects.filter(pk=job.pk).update(state="done", finished_at=at)
    assert recovery.forget_old_logs() == ""
    assert job.lines.exists()


def test_requests_that_nobody_answers_do_not_pile_up(monkeypatch):
    monkeypatch.setattr(reconciler.broker, "waiting", lambda _: 20)
    monkeypatch.setattr(reconciler.broker, "send", pytest.fail)
    assert reconciler.ask_workers() == "earlier requests are still waiting"
