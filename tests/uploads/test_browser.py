"""The drop zone in a real browser, on a page of the tests' own, served by gunicorn."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.fixtures.people import PASSWORD
from tests.uploads.conftest import digest
from tests.uploads.proxy import Network
from tests.uploads.web import Web, cookie_of, wait_until
from uploads.checking import check
from uploads.models import Upload, UploadState

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MB = 10**6
DATA = bytes(range(250)) * (12 * MB // 250)


@pytest.fixture(scope="module")
def web(django_db_setup: None) -> Iterator[Web]:
    with Web(TRACKER_TEST_URLS="tests.uploads.urls") as web:
        yield web


@pytest.fixture
def network(web: Web) -> Iterator[Network]:
    network = Network(web.url)
    yield network
    network.close()


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "nw_2026-01-19.tar.zst"
    path.write_bytes(DATA)
    return path


@pytest.fixture
def drop_page(page: Page, network: Network, operator, northwind, harbour) -> Page:
    name, value = cookie_of(operator).split("=")
    page.context.add_cookies([{"name": name, "value": value, "url": network.url}])
    page.goto(f"{network.url}/drop/")
    pick(page, "Northwind Studios")
    return page


def pick(page: Page, customer: str) -> None:
    page.locator("#customer").select_option(customer)


def choose(page: Page, *files: Path) -> None:
    page.locator("#id_file").set_input_files(files)


def row(page: Page, name: str = "nw_2026"):
    return page.locator(".upload", has_text=name).first


def wait_for_percent(page: Page, least: int) -> None:
    page.wait_for_function(
        f"() => document.querySelector('.upload progress')?.value >= {least}"
    )


def finish(page: Page) -> Upload:
    """What the worker does; then the page notices."""
    upload = wait_until(
        lambda: Upload.objects.filter(state=UploadState.CHECKING).first(), 60
    )
    check(upload)
    expect(row(page, upload.name)).to_have_attribute("data-state", "ready")
    return upload


def test_drop_pause_resume_reload_resume(drop_page, network, file, screenshot):
    page = drop_page
    network.rate = 3 * MB
    choose(page, file)
    wait_for_percent(page, 15)
    expect(row(page)).to_contain_text(re.compile(r"MB of 12.0 MB · \d+% · .*/s · "))
    screenshot("upload_sending")
    row(page).get_by_role("button", name="Pause").click()
    expect(row(page)).to_contain_text("paused")
    expect(row(page).get_by_role("button", name="Resume")).to_be_focused()
    wait_until(lambda: Upload.objects.get().offset > 0)
    page.wait_for_timeout(300)
    paused = Upload.objects.get().offset
    assert paused < 9 * MB
    row(page).get_by_role("button", name="Resume").click()
    wait_for_percent(page, 40)
    page.reload()
    expect(page.locator(".upload-unfinished")).to_contain_text("12.0 MB, for Northwind")
    screenshot("upload_unfinished")
    offset = Upload.objects.get().offset
    assert offset >= paused
    network.rate = 0
    pick(page, "Northwind Studios")
    choose(page, file)
    upload = finish(page)
    assert Upload.objects.count() == 1, "it went on with the same one"
    assert upload.sha256 == digest(DATA)
    expect(page.locator(".upload-unfinished .upload")).to_have_count(0)
    assert page.locator("[name=upload]").input_value() == str(upload.pk)
    screenshot("upload_ready")
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("#answer")).to_have_text(f"ready {digest(DATA)}")


def test_another_browser_goes_on(drop_page, network, file):
    """The list of the server knows it where this browser's memory does not."""
    page = drop_page
    network.rate = 3 * MB
    choose(page, file)
    wait_for_percent(page, 20)
    page.evaluate("localStorage.clear()")
    page.reload()
    network.rate = 0
    pick(page, "Northwind Studios")
    choose(page, file)
    finish(page)
    assert Upload.objects.count() == 1


def test_the_same_file_for_another_customer_is_another_upload(
    drop_page, network, file, operator, harbour
):
    operator.accesses.create(customer=harbour)
    page = drop_page
    page.reload()
    network.rate = 3 * MB
    pick(page, "Northwind Studios")
    choose(page, file)
    wait_for_percent(page, 10)
    page.reload()
    network.rate = 0
    pick(page, "Harbour Television")
    choose(page, file)
    upload = finish(page)
    assert upload.customer == harbour
    assert Upload.objects.count() == 2


def test_the_network_is_cut_and_mended(drop_page, network, file):
    page = drop_page
    network.rate = 3 * MB
    choose(page, file)
    wait_for_percent(page, 20)
    network.cut()
    expect(row(page)).to_contain_text("Trying again")
    network.rate = 0
    network.mend()
    upload = finish(page)
    assert Upload.objects.count() == 1
    assert upload.sha256 == digest(DATA)


def test_the_browser_knows_that_it_is_offline(drop_page, network, file):
    """It says so at once, and goes on by itself."""
    page = drop_page
    network.rate = 3 * MB
    choose(page, file)
    wait_for_percent(page, 20)
    page.context.set_offline(True)
    network.cut()
    expect(row(page)).to_have_attribute("data-state", "stopped")
    expect(row(page)).to_contain_text("The part already uploaded is kept")
    network.rate = 0
    network.mend()
    page.context.set_offline(False)
    finish(page)
    assert Upload.objects.count() == 1


def test_it_goes_on_after_the_session_ended(drop_page, network, file, operator):
    page = drop_page
    network.rate = 3 * MB
    choose(page, file)
    wait_for_percent(page, 15)
    row(page).get_by_role("button", name="Pause").click()
    Session.objects.all().delete()
    row(page).get_by_role("button", name="Resume").click()
    expect(row(page)).to_contain_text("The upload continues after you log in.")
    network.rate = 0
    page.get_by_role("button", name="Log in", exact=True).click()
    login = page.get_by_role("dialog")
    login.get_by_label("Username").fill(operator.username)
    login.get_by_label("Password", exact=True).fill(PASSWORD)
    login.get_by_role("button", name="Log in", exact=True).click()
    upload = finish(page)
    assert Upload.objects.count() == 1
    assert upload.sha256 == digest(DATA)


@pytest.mark.slow
def test_web_is_killed_and_started_again(drop_page, web, network, file):
    page = drop_page
    network.rate = 3 * MB
    choose(page, file)
    wait_for_percent(page, 30)
    web.kill()
    network.rate = 0
    try:
        page.wait_for_timeout(1000)
        expect(row(page)).to_have_attribute("data-state", "sending")
    finally:
        web.start()
    upload = finish(page)
    assert Upload.objects.count() == 1
    assert upload.sha256 == digest(DATA)


def drop(page: Page, **files: str) -> None:
    """As from the desktop: a drag brings the files."""
    carried = page.evaluate_handle(
        """(files) => {
            const carried = new DataTransfer();
            for (const [name, text] of Object.entries(files))
                carried.items.add(new File([text], name + ".dump"));
            return carried;
        }""",
        files,
    )
    zone = page.locator(".drop-zone")
    zone.dispatch_event("dragover", {"dataTransfer": carried})
    expect(zone).to_have_class(re.compile("is-over"))
    zone.dispatch_event("drop", {"dataTransfer": carried})
    expect(zone).not_to_have_class(re.compile("is-over"))


def check_all(page: Page, count: int) -> None:
    def all_arrived() -> bool:
        return Upload.objects.filter(state="checking").count() == count

    wait_until(all_arrived)
    for upload in Upload.objects.filter(state="checking"):
        check(upload)
    ready = page.locator(".upload[data-state=ready]")
    expect(ready).to_have_count(count)


def test_several_at_once(drop_page, violations):
    page = drop_page
    drop(page, one="1", two="22", three="333")
    check_all(page, 3)
    field, chosen = page.locator("[name=upload]"), page.locator(".upload.is-chosen")
    expect(chosen).to_have_count(1)
    others = page.get_by_role("button", name="Use this file")
    expect(others).to_have_count(2)
    before = field.input_value()
    others.first.click()
    expect(chosen).to_have_count(1)
    assert field.input_value() not in ("", before)
    taken = Upload.objects.get(pk=field.input_value())
    row(page, taken.name).get_by_role("button", name="Remove").click()
    expect(row(page, taken.name)).to_have_count(0)
    expect(chosen).to_have_count(1)
    assert field.input_value() not in ("", str(taken.pk))
    assert not violations


def test_cancelling_takes_it_away(drop_page, network, file):
    page = drop_page
    network.rate = 2 * MB
    choose(page, file)
    wait_for_percent(page, 10)
    row(page).get_by_role("button", name="Cancel").click()
    expect(page.locator(".upload")).to_have_count(0)
    upload = Upload.objects.get()
    assert upload.state == UploadState.REMOVED
    assert not upload.part.exists()


def test_the_customer_comes_first(drop_page):
    page = drop_page
    pick(page, "Choose")
    drop(page, one="1")
    expect(row(page, "one")).to_contain_text("Choose the customer first")
    pick(page, "Northwind Studios")
    row(page, "one").get_by_role("button", name="Resume").click()
    check_all(page, 1)


def test_refusals_are_shown(drop_page, screenshot):
    page = drop_page
    drop(page, empty="")
    expect(row(page, "empty")).to_contain_text("The file is empty")
    expect(row(page, "empty").get_by_role("button", name="Resume")).to_be_hidden()
    row(page, "empty").get_by_role("button", name="Remove").click()
    expect(row(page, "empty")).to_have_count(0)
    drop(page, damaged="1")
    upload = wait_until(lambda: Upload.objects.filter(state="checking").first())
    upload.refuse("The file did not arrive as it was sent.")
    expect(row(page, "damaged")).to_contain_text("did not arrive as it was sent")
    screenshot("upload_refused")


def test_one_that_is_being_checked_is_followed_after_a_reload(drop_page):
    page = drop_page
    drop(page, one="1")
    wait_until(lambda: Upload.objects.filter(state="checking").exists())
    page.reload()
    expect(row(page, "one")).to_contain_text("Checking")
    check_all(page, 1)


def test_removing_an_unfinished_one_from_the_list(drop_page, network, file):
    page = drop_page
    network.rate = 2 * MB
    choose(page, file)
    wait_for_percent(page, 10)
    page.reload()
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".upload-unfinished")).to_have_count(0)
    assert Upload.objects.get().state == UploadState.REMOVED


def test_it_is_accessible_and_fits(
    drop_page, network, file, assert_presentable, assert_accessible, violations
):
    page = drop_page
    drop(page, ready="1")
    check_all(page, 1)
    network.rate = MB
    choose(page, file)
    wait_for_percent(page, 5)
    assert_presentable("upload-sending")
    row(page).get_by_role("button", name="Pause").press("Enter")
    expect(row(page)).to_contain_text("paused")
    assert page.locator("[data-upload-status]").text_content()
    page.reload()
    assert_accessible(page)
    assert not violations
