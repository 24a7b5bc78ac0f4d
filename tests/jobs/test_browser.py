"""A job as somebody watches it."""

import threading

import pytest
from django.db import connections
from playwright.sync_api import expect

from jobs.execute import execute
from jobs.models import JobState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def working():
    """Work on a job beside the browser, as a worker would."""
    threads = []

    def work(job):
        execute(job.pk)
        connections.close_all()

    def start(job):
        threads.append(threading.Thread(target=work, args=[job]))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join(30)


def test_progress_comes_by_itself_and_ends(
    log_in,
    operator,
    make_job,
    working,
    violations,
    assert_accessible,
    screenshot,
    live_server,
):
    job = make_job("count", seconds=5)
    page = log_in(operator)
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    expect(page.get_by_text("Waiting for a free worker.")).to_be_visible()
    working(job)
    expect(page.locator(".stage[data-state=active] .name")).to_have_text("Second")
    expect(page.locator(".log")).to_contain_text("First is over")
    assert_accessible(page)
    screenshot("job-running")
    expect(page.locator(".badge").first).to_have_text("Done", timeout=15_000)
    expect(page.get_by_text("Counted")).to_be_visible()
    screenshot("job-done")
    assert_accessible(page)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.wait_for_timeout(2500)
    assert not requests
    assert not violations


def test_cancelling_takes_its_time_to_confirm(
    log_in, operator, make_job, working, live_server, violations
):
    job = make_job("sleep", seconds=30)
    page = log_in(operator)
    page.goto(f"{live_server.url}{job.get_absolute_url()}")
    working(job)
    expect(page.locator(".badge").first).to_have_text("Running")
    page.get_by_role("button", name="Stop job").click()
    page.wait_for_timeout(2500)  # the fragment is replaced meanwhile
    page.locator("#confirm").get_by_role("button", name="Stop job").click()
    expect(page.locator(".badge").first).to_have_text("Cancelled")
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not violations


def test_the_list_is_accessible(
    log_in, operator, make_job, live_server, assert_accessible, screenshot
):
    make_job("count")
    execute(make_job("fail").pk)
    page = log_in(operator)
    page.goto(f"{live_server.url}/jobs/")
    assert_accessible(page)
    screenshot("jobs")
