from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.models import Service
from jobs.presence import RECONCILER, WORKER, forget_unseen, report, running
from tracker.version import version

pytestmark = pytest.mark.django_db


def last_seen(ago):
    Service.objects.update(seen_at=timezone.now() - ago)


def test_a_process_reports_itself_once(settings):
    report(RECONCILER)
    report(RECONCILER)
    service = Service.objects.get()
    assert service.name == f"reconciler@{service.host}"
    assert service.version == version()
    assert list(running(RECONCILER)) == [service]
    assert not running(WORKER)


def test_who_is_silent_does_not_count_as_running(settings):
    report(WORKER)
    last_seen(timedelta(seconds=settings.REPORT_SECONDS * 3))
    assert running(WORKER)
    last_seen(timedelta(seconds=settings.REPORT_SECONDS * 5))
    assert not running(WORKER)


def test_who_is_silent_for_a_day_is_forgotten():
    report(WORKER)
    last_seen(timedelta(hours=23))
    assert forget_unseen() == 0
    last_seen(timedelta(hours=25))
    assert forget_unseen() == 1
    assert not Service.objects.exists()
