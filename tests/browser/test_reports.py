"""Reports in the browser: both themes, a phone, without script."""

import pytest
from django.urls import reverse

from jobs.models import Job
from reports.formats import web
from reports.models import ReportFormat
from reports.services import make_now, new_report, request_report
from reports.snapshot import ReportRequest, build
from tests.phases.states import one_of_each


@pytest.fixture
def phases(project):
    return one_of_each(project)


@pytest.fixture
def asked(project, phases):
    return ReportRequest(project.customer, phase=phases["healthy"])


@pytest.fixture
def pages(live_server, asked, project, phases, monkeypatch):
    """A ready one, one that is made by a worker, one that failed; and the form."""
    for name in ReportFormat.values:
        ready = make_now(report=new_report(asked, name, "tess", None))
    monkeypatch.setattr("reports.services.SMALL_PHASES", 0)
    whole = ReportRequest(project.customer)
    waiting, failed = (
        request_report(
            request=whole, file_format="pdf", author="tess", user=None, trigger="web"
        )
        for _ in range(2)
    )
    Job.objects.filter(pk=failed.job_id).update(
        state="failed", error="PDF reports need the library Pango."
    )
    new = reverse("reports:create")
    addresses = {
        "reports": reverse("reports:list"),
        "report": ready.get_absolute_url(),
        "report-waiting": waiting.get_absolute_url(),
        "report-failed": failed.get_absolute_url(),
        "report-new": new,
        "report-of-phase": f"{new}?phase={asked.phase.pk}&window=range",
        "report-menu": asked.phase.get_absolute_url(),
    }
    return {name: live_server.url + path for name, path in addresses.items()}


def test_they_are_presentable_and_silent(
    page, log_in, administrator, pages, violations, assert_presentable
):
    log_in(administrator)
    for name, address in pages.items():
        page.goto(address)
        if name == "report-menu":
            page.locator("summary", has_text="Report").click()
        assert_presentable(name)
    assert violations == []


def test_from_the_menu_to_the_file(
    page, log_in, administrator, live_server, asked, violations
):
    log_in(administrator)
    page.goto(live_server.url + asked.phase.get_absolute_url())
    page.locator("summary", has_text="Report").click()
    page.locator("a[href*='/reports/new/'][href$='window=last']").click()
    page.get_by_label("Format", exact=True).select_option("csv")
    page.get_by_role("button", name="Create report").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download CSV").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    assert waiting.value.path().read_text().startswith("customer,project,phase")
    assert violations == []


def test_pickers_follow_the_choice(page, log_in, administrator, live_server, asked):
    log_in(administrator)
    page.goto(live_server.url + reverse("reports:create"))
    page.get_by_label("Customer", exact=True).select_option(label="Northwind Studios")
    page.get_by_label("Project", exact=True).select_option(label="News archive")
    page.get_by_label("Phase", exact=True).select_option(label="Stalled")
    page.wait_for_url("**phase=*")
    page.get_by_label("Format", exact=True).select_option("text")
    page.get_by_role("button", name="Create report").click()
    page.get_by_role(
        "heading", name="Northwind Studios · News archive · Stalled"
    ).wait_for()


def test_without_script(browser, live_server, administrator, asked, log_in, page):
    log_in(administrator)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())
    tab = plain.new_page()
    tab.goto(live_server.url + reverse("reports:create"))
    tab.get_by_label("Customer", exact=True).select_option(label="Northwind Studios")
    tab.get_by_role("button", name="Continue").click()
    tab.get_by_label("Format", exact=True).select_option("json")
    tab.get_by_role("button", name="Create report").click()
    assert tab.get_by_role("link", name="Download JSON").is_visible()
    plain.close()


def test_the_web_page_stands_alone(
    page, phases, asked, tmp_path, violations, assert_presentable
):
    place = tmp_path / "report.html"
    place.write_bytes(web.render(build(asked, author="tess")))
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    assert_presentable("report-html", place.as_uri())
    assert requests == [place.as_uri()]
    assert violations == []


def test_the_web_page_of_a_customer_stands_alone(
    project, asked, tmp_path, violations, assert_presentable
):
    place = tmp_path / "report.html"
    place.write_bytes(web.render(build(ReportRequest(project.customer), author="tess")))
    assert_presentable("report-html-customer", place.as_uri())
    assert violations == []
