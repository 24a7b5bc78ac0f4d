"""What Prometheus may read, and that it is true whichever process answers."""

import os
import re
import signal
import subprocess
import urllib.request
from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone

from embedded.restarts import Restarts, record_file, write_restarts
from jobs.models import Job
from jobs.presence import WORKER, report
from restore.models import PlaceReport
from tests.uploads.web import Web, wait_until
from tracker import metrics, processes
from tracker.processes import VARIABLE, count_together, folder_of, stop_counting

pytestmark = pytest.mark.slow

URL = "/metrics"
TOKEN = "k4-QvT9zLw2_Xy7RbN8mPsD5hJ1"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def scraper(client, db, settings):
    settings.METRICS_TOKEN = TOKEN
    return client


def figures(text: str, name: str) -> dict[str, float]:
    """By the labels as they are written."""
    lines = re.findall(rf"^{name}(?:{{(.*)}})? (\S+)$", text, re.MULTILINE)
    return {labels: float(value) for labels, value in lines}


@pytest.fixture
def scrape(scraper):
    def read(name: str) -> dict[str, float]:
        response = scraper.get(URL, headers=BEARER)
        assert response.status_code == 200
        return figures(response.content.decode(), name)

    return read


def test_the_token_is_enough(scrape):
    assert scrape("tracker_info")


@pytest.mark.parametrize(
    "given",
    [
        "Bearer ",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer ☃",
    ],
)
def test_another_is_refused_in_a_sentence(scraper, given):
    response = scraper.get(URL, headers={"Authorization": given})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert b"METRICS_TOKEN" in response.content
    assert b"tracker_info" not in response.content


@pytest.mark.parametrize("given", ["Bearer ", "Bearer", "Bearer x"])
def test_where_none_is_set_none_is_right(client, db, settings, given):
    settings.METRICS_TOKEN = ""
    assert client.get(URL, headers={"Authorization": given}).status_code == 401


def test_a_wrong_token_is_not_made_good_by_a_login(client_of, administrator, settings):
    settings.METRICS_TOKEN = TOKEN
    headers = {"Authorization": "Bearer wrong"}
    assert client_of(administrator).get(URL, headers=headers).status_code == 401


def test_a_loopback_client_without_a_token_is_led_to_the_login(scraper):
    response = scraper.get(URL, REMOTE_ADDR="127.0.0.1")
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


def test_a_short_token_stops_the_start(settings):
    settings.METRICS_TOKEN = "short"
    assert "tracker.E006" in [message.id for message in run_checks()]
    settings.METRICS_TOKEN = TOKEN
    assert "tracker.E006" not in [message.id for message in run_checks()]


def test_jobs_and_queues(scrape, make_job):
    job = make_job("count")
    Job.objects.filter(pk=job.pk).update(queued_at=timezone.now() - timedelta(hours=1))
    assert scrape("tracker_jobs") == {'state="queued",type="test_count"': 1}
    (waited,) = scrape("tracker_queued_seconds").values()
    assert 3600 <= waited < 3700


def test_a_queue_without_jobs_has_no_age(scrape):
    assert scrape("tracker_queued_seconds") == {}
    assert scrape("tracker_newest_backup_seconds") == {}


def test_services_that_report(scrape):
    report(WORKER)
    assert scrape("tracker_services") == {
        'service="worker"': 1,
        'service="restore worker"': 0,
        'service="reconciler"': 0,
    }


def test_places_of_which_much_or_nothing_is_known(scrape):
    now = timezone.now()
    PlaceReport.objects.create(place="Backups", held=5, free=7, reported_at=now)
    PlaceReport.objects.create(place="Inbox", held=0, reported_at=now)
    old = now - timedelta(hours=1)
    PlaceReport.objects.create(place="Work folder", held=1, free=1, reported_at=old)
    assert scrape("tracker_place_free_bytes") == {'place="backups"': 7}
    assert scrape("tracker_place_held_bytes") == {
        'place="backups"': 5,
        'place="inbox"': 0,
    }


def test_processes_that_were_started_again(scrape, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert scrape("tracker_process_restarts") == {}
    record_file(tmp_path).parent.mkdir()
    write_restarts(record_file(tmp_path), [Restarts("web", 2), Restarts("reconciler")])
    assert scrape("tracker_process_restarts") == {
        'process="web"': 2,
        'process="reconciler"': 0,
    }


def test_customers_are_not_named(scraper, make_job, northwind, measurement):
    make_job("count")
    text = scraper.get(URL, headers=BEARER).content.decode().lower()
    assert "northwind" not in text
    assert str(northwind.pk) not in text


def test_one_that_takes_too_long_is_left_out(scrape, monkeypatch, make_job):
    make_job("count")
    monkeypatch.setattr(metrics, "PATIENCE_MS", 1)
    slow = metrics.Gauge("tracker_slow", "", (), asks_for_a_second, True)
    monkeypatch.setitem(metrics._gauges, "a_slow_one", slow)
    assert scrape("tracker_slow") == {}
    monkeypatch.setattr(metrics, "PATIENCE_MS", 2000)
    assert scrape("tracker_jobs")


def asks_for_a_second():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1)")
    return [((), 1)]


def test_without_a_database_what_else_is_known_is_told(scraper, monkeypatch):
    def away():
        raise metrics.Error("away")

    monkeypatch.setattr(metrics.transaction, "atomic", away)
    text = scraper.get(URL, headers=BEARER).content.decode()
    assert figures(text, "tracker_disk_bytes")
    assert figures(text, "tracker_jobs") == {}


@pytest.mark.django_db(transaction=True)
def test_all_web_processes_are_one(settings):
    """Whichever answers, and after one of them was killed."""
    with Web(processes=2, METRICS_TOKEN=TOKEN) as web:
        served = [requests_of(web) for _ in range(30)]
        assert served == sorted(served)
        assert served[-1] - served[0] == 29

        before = web.workers()
        os.kill(before[0], signal.SIGKILL)
        wait_until(lambda: len(set(web.workers()) - set(before)) == 1)
        assert requests_of(web) > served[-1]
        assert web.process
        folder = folder_of(settings.VAR_DIR, web.process.pid)
        assert any(folder.iterdir())
        web.process.terminate()
        web.process.wait(30)
        web.process = None
    assert not folder.exists()


def test_what_a_killed_one_left_goes_at_the_next_start(settings, monkeypatch):
    dead = subprocess.Popen(["true"])
    dead.wait()
    left = folder_of(settings.VAR_DIR, dead.pid)
    others = folder_of(settings.VAR_DIR, os.getppid())
    monkeypatch.setenv(VARIABLE, "")
    try:
        count_together(settings.VAR_DIR)
        mine = folder_of(settings.VAR_DIR, os.getpid())
        assert os.environ[VARIABLE] == str(mine)
        assert (left.exists(), others.exists()) == (False, True)
    finally:
        stop_counting()
        others.rmdir()
    assert not mine.exists()


def test_a_folder_of_somebody_else_is_not_used(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "MEMORY", tmp_path)
    place = folder_of(tmp_path / "var", 1)
    assert place.parent == tmp_path
    place.chmod(0o755)
    assert folder_of(tmp_path / "var", 1) == tmp_path / "var" / "run" / "metrics"


def requests_of(web: Web) -> int:
    request = urllib.request.Request(f"{web.url}{URL}", headers=BEARER)
    with urllib.request.urlopen(request, timeout=30) as response:
        text = response.read().decode()
    name = "django_http_requests_before_middlewares_total"
    return int(figures(text, name)[""])
