"""A backup from the drop zone to a database that serves, in a browser with a worker."""

import base64
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from customers.models import Customer, CustomerAccess
from customers.services import create_customer
from jobs.models import JobState
from restore.models import Restore, RestoredDatabase
from samples.making import make
from samples.pack import pack_all
from tests.fixtures.services import celery_worker
from tests.restore.test_engine.harness import databases, drop_all
from tests.uploads.web import cookie_of
from tracker.models import User

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "nw_2026-01-19.dump.zst"
    pack_all(make(kind="blackpearl", objects=500, seed=7), [file])
    return file


@pytest.fixture(scope="module")
def at_work(django_db_setup: None) -> Iterator[None]:
    process = celery_worker(queues="quick,restore")
    yield
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(20)


@pytest.fixture
def customer(transactional_db: None, operator: User) -> Iterator[Customer]:
    """One whom no other test restores anything for."""
    customer = create_customer(name=f"Studio {uuid4().hex[:8]}")
    CustomerAccess.objects.create(user=operator, customer=customer)
    yield customer
    drop_all(customer.database_suffix)


@pytest.fixture
def browsing(
    page: Page, live_server: LiveServer, operator: User, customer: Customer
) -> Page:
    name, value = cookie_of(operator).split("=")
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.goto(f"{live_server.url}/restore/")
    page.get_by_label("1. Customer").select_option(customer.name)
    expect(page.locator("#choice")).to_contain_text(customer.database_suffix)
    return page


def send(page: Page, backup: Path) -> None:
    page.locator("#id_file").set_input_files([backup])


def done(page: Page) -> None:
    badge = page.locator(".job-progress .badge")
    expect(badge).to_have_text("Done", timeout=60_000)


def test_drop_watch_and_answer(
    browsing: Page,
    live_server: LiveServer,
    at_work: None,
    backup: Path,
    customer: Customer,
    violations: list[str],
    screenshot: Callable[[str], None],
) -> None:
    page = browsing
    send(page, backup)
    page.wait_for_url("**/restore/*-*/", timeout=60_000)  # by itself, once it is there
    page.get_by_label("Continue to Gather data").uncheck()
    expect(page.locator("#plan")).to_contain_text("Custom dump", timeout=60_000)
    done(page)
    expect(page.locator("#plan")).to_contain_text("19 Jan 2026")
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    screenshot("restore-flow-done")
    assert databases(customer) == [f"tapesystem_{customer.database_suffix}"]

    page.goto(f"{live_server.url}/restore/?customer={customer.pk}")
    expect(page.locator("#choice")).to_contain_text("This replaces")
    page.get_by_label("Or choose a backup already on the server").select_option(index=1)
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.locator(".reasons")).to_contain_text("already restored", timeout=60_000)
    screenshot("restore-flow-asks")
    page.get_by_role("button", name="Restore anyway").click()
    page.wait_for_url(f"**/gather/?customer={customer.pk}", timeout=60_000)
    expect(page.locator("#toasts")).to_contain_text(f"Restore for {customer} finished")
    assert Restore.objects.filter(job__state=JobState.DONE).count() == 2
    assert RestoredDatabase.objects.present().count() == 1
    assert violations == []


def test_without_javascript_and_by_keyboard(
    browsing: Page,
    browser: Browser,
    live_server: LiveServer,
    at_work: None,
    backup: Path,
    customer: Customer,
    operator: User,
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(browsing.context.cookies())
    page = context.new_page()
    page.goto(f"{live_server.url}/restore/")
    page.get_by_label("1. Customer").select_option(customer.name)
    page.get_by_label("Drop a backup here").set_input_files([backup])
    page.get_by_role("button", name="Show the database name").press("Enter")
    expect(page.locator("#choice")).to_contain_text("This creates the database")
    page.get_by_role("button", name="Restore", exact=True).press("Enter")
    expect(page.get_by_role("heading", name=backup.name)).to_be_visible()
    for _ in range(60):
        page.reload()
        if page.locator(".job-progress .badge").inner_text() == "Done":
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    context.close()


def test_a_backup_of_the_other_appliance_is_restored_as_that(
    browsing: Page,
    at_work: None,
    backup: Path,
    customer: Customer,
    assert_presentable: Callable[..., None],
) -> None:
    page = browsing
    page.get_by_label("Rio").check()
    expect(page.locator("#choice")).to_contain_text("rio_db_")
    send(page, backup)
    instead = page.get_by_role("button", name="Restore as BlackPearl instead")
    expect(instead).to_be_visible(timeout=60_000)
    assert_presentable("restore-as-other")
    instead.click()
    page.wait_for_url(f"**/gather/?customer={customer.pk}", timeout=60_000)
    assert databases(customer) == [f"tapesystem_{customer.database_suffix}"]


def test_a_second_file_goes_on_while_the_first_is_restored(
    browsing: Page, at_work: None, backup: Path, customer: Customer
) -> None:
    """Leaving the page would interrupt it, so the page stays."""
    page = browsing
    page.route("**/uploads/", hold_large)
    large = backup.with_name("large.dump")
    large.write_bytes(b"PGDMP")
    page.locator("#id_file").set_input_files([large, backup])
    expect(page.locator("#recent")).to_contain_text(backup.name, timeout=60_000)
    assert page.url.endswith("/restore/")
    expect(page.locator(".upload", has_text="large.dump")).to_have_attribute(
        "data-state", "sending"
    )
    page.unroute_all(behavior="ignoreErrors")
    page.on("dialog", lambda dialog: dialog.accept())


def hold_large(route: Route) -> None:
    """The large file gets no answer; everything else does."""
    name = base64.b64encode(b"large.dump").decode()
    if name not in route.request.headers.get("upload-metadata", ""):
        route.continue_()
