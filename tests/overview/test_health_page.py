"""The page of health: what is well, what to do about the rest, and what waits."""

import pytest
from django.urls import reverse

from jobs.models import Job, Service
from jobs.presence import RECONCILER, WORKER, report
from jobs.services import create_job
from overview.healthpage import title_of
from restore.models import PlaceReport
from tests.jobs import kinds  # noqa: F401 - registers what they do
from tests.tracker.reading import body, read
from tracker import health

pytestmark = pytest.mark.slow

URL = "/health/"
NOBODY = "127.0.0.1:1"


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


def findings(web) -> dict[str, tuple[str, str]]:
    found = web.get(URL).context["findings"]
    return {each.name: (each.word, each.advice) for each in found}


def test_it_says_what_health_check_says(web):
    page = web.get(URL)
    words = {finding.name: finding.word for finding in page.context["findings"]}
    assert words.keys() == {title_of(check) for check in health.everything()}
    assert words["Tracker database"] == words["Message queue"] == "OK"
    assert "PostgreSQL 18" in body(page)


def test_what_is_not_well_comes_first_with_what_to_do(web, settings):
    settings.REDIS_URL = f"redis://{NOBODY}/0"
    page = web.get(URL)
    first = page.context["findings"][0]
    assert (first.name, first.word) == ("Message queue", "Failed")
    assert "REDIS_URL" in first.advice
    assert first.advice in body(page)
    assert "attention" in read(page).texts[".page-head"]


def test_all_of_the_checks_have_advice():
    for check in health.everything():
        assert check.advice or check.state == health.OK, check.name


def test_with_everything_dead_but_the_database_there_is_a_page(
    web, settings, silent_server, monkeypatch
):
    monkeypatch.setattr(health, "LONGEST", 0.2)
    settings.REDIS_URL = f"redis://:canary@127.0.0.1:{silent_server}/0"
    settings.LANDING_DATABASE_URL = f"postgres://me:canary@127.0.0.1:{silent_server}/x"
    page = web.get(URL)
    found = {each.name: each for each in page.context["findings"]}
    assert found["Message queue"].word == found["Database server"].word == "Failed"
    assert "No response within 0.2 seconds" in found["Database server"].detail
    assert found["Worker"].word == "Warning"
    assert "canary" not in body(page)


def test_what_is_well_needs_no_advice(web):
    report(WORKER)
    assert findings(web)["Worker"] == ("OK", "")


def queues(web) -> dict[str, tuple[int, int, int, bool]]:
    return {
        each.queue: (each.waiting, each.running, each.unanswered, bool(each.oldest))
        for each in web.get(URL).context["queues"]
    }


def test_queues_say_what_waits_and_what_runs(web, northwind):
    assert queues(web) == {"quick": (0, 0, 0, False), "restore": (0, 0, 0, False)}
    jobs = [
        create_job(kind="test_count", input={}, trigger="web", customer=northwind)
        for _ in range(3)
    ]
    assert Job.claim(jobs[0].pk, worker="a test")
    assert queues(web)["quick"] == (2, 1, 0, True)
    oldest = Job.objects.get(pk=jobs[1].pk).queued_at
    assert web.get(URL).context["queues"][0].oldest == oldest


def test_processes_and_those_that_are_gone(web):
    report(RECONCILER)
    report(WORKER)
    gone = Service.objects.get(name__startswith="worker@")
    gone.seen_at = gone.seen_at.replace(year=2025)
    gone.version = "0.0.1"
    gone.save()
    found = {each["kind"]: each["runs"] for each in web.get(URL).context["processes"]}
    assert found == {"Reconciler": True, "Worker": False}


def test_a_process_of_another_version_is_told_of(web):
    report(WORKER)
    Service.objects.update(version="0.0.1")
    assert "from another version" in body(web.get(URL))


def test_places_are_as_the_reconciler_saw_them(web):
    PlaceReport.objects.create(
        place="Backups", host="vm", count=3, reported_at="2026-01-01T00:00Z"
    )
    assert "3 files" in " ".join(body(web.get(URL)).split())


def test_versions(web):
    names = dict(web.get(URL).context["versions"])
    assert {"Migration Tracker", "Python", "Django", "Message queue"} <= names.keys()
    assert names["Tracker database"].startswith("PostgreSQL 18")


@pytest.mark.parametrize(
    ("person", "led"),
    [
        ("viewer", False),
        ("operator", False),
        ("manager", True),
        ("administrator", True),
    ],
)
def test_who_may_see_it_is_led_to_it(request, client_of, person, led):
    client = client_of(request.getfixturevalue(person))
    links = read(client.get("/")).attributes("a", "href")
    assert (reverse("health") in links) == led
    assert (client.get(URL).status_code == 200) == led


def test_it_is_not_kept(web):
    assert "no-store" in web.get(URL)["Cache-Control"]
