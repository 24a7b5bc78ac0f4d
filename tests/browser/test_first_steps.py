"""From nothing to a measured phase, as a new user would go."""

from customers.models import Customer
from phases.models import MigrationData, Phase
from projects.models import Project


def test_customer_to_measurement_by_mouse(
    live_server, log_in, administrator, violations, screenshot
):
    page = log_in(administrator)
    page.goto(live_server.url)
    page.get_by_role("link", name="Add customer").click()
    page.get_by_label("Name", exact=True).fill("Northwind Studios")
    page.get_by_role("button", name="Add customer").click()
    page.get_by_role("heading", name="Northwind Studios", level=1).wait_for()

    page.get_by_role("link", name="Add project", exact=True).first.click()
    panel = page.locator("#panel")
    panel.get_by_label("Name").fill("News archive")
    panel.get_by_label("Type").select_option("IOM_BUCKET")
    panel.get_by_role("button", name="Add project").click()
    page.get_by_role("heading", name="News archive", level=1).wait_for()

    page.get_by_role("link", name="Add phase", exact=True).first.click()
    panel.get_by_label("Name").fill("Pilot")
    panel.get_by_label("Source").fill("First copy LTO7")
    panel.get_by_label("Target", exact=False).first.fill("First copy LTO9")
    panel.get_by_role("button", name="Add phase").click()
    page.get_by_role("heading", name="Pilot", level=1).wait_for()

    page.get_by_role("link", name="Add measurement").first.click()
    for label, figure in {
        "Source objects": "1,586,240",
        "Source size": "484500000000000",
        "Target objects": "1 129 402",
        "Target size": "304600000000000",
    }.items():
        panel.get_by_label(label).fill(figure)
    panel.get_by_role("button", name="Add measurement").click()
    page.locator(".percent", has_text="71.1%").wait_for()
    screenshot("phase-first-measurement")

    assert Customer.objects.get().database_suffix == "northwind_studios"
    assert Project.objects.get().customer.name == "Northwind Studios"
    assert Phase.objects.get().type == "IOM_BUCKET"
    assert MigrationData.objects.get().target_objects == 1_129_402
    assert violations == []


def test_the_same_without_javascript(live_server, browser, administrator, client_of):
    cookie = client_of(administrator).cookies["tracker_session"].value
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "tracker_session", "value": cookie, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(live_server.url)
    page.get_by_role("link", name="Add customer").click()
    page.get_by_role("button", name="Add customer").click()
    assert page.get_by_text("This field is required.").is_visible()
    page.get_by_label("Name", exact=True).fill("Northwind Studios")
    page.get_by_role("button", name="Add customer").click()
    page.get_by_role("link", name="Add project", exact=True).first.click()
    page.get_by_label("Name", exact=True).fill("News archive")
    page.get_by_label("Type").select_option("RIO_CRUISE_DIVA")
    page.get_by_role("button", name="Add project").click()
    page.get_by_text("Add more").click()
    page.get_by_role("link", name="Several phases").click()
    page.get_by_label("Names").fill("Pilot\nEverything else")
    page.get_by_role("button", name="Add phases").click()
    page.get_by_role("link", name="Everything else").click()
    page.locator("summary[aria-label^='More']").click()
    page.get_by_role("link", name="Change status").click()
    page.get_by_label("Status").select_option("paused")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_text("Paused").first.is_visible()
    context.close()
    assert Phase.objects.get(name="Everything else").status == "paused"
