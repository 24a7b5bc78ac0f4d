"""Forms open, refuse, and store without leaving the page."""

from playwright.sync_api import expect

from phases.models import MigrationData


def test_a_refused_form_keeps_what_was_typed_and_the_page(
    live_server, log_in, administrator, northwind, page
):
    log_in(administrator)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_role("link", name="Add customer").click()
    name = page.locator("#panel").get_by_label("Name", exact=True)
    name.fill("NORTHWIND studios")
    page.locator("#panel").get_by_role("button", name="Add customer").click()
    page.get_by_text(
        "A customer with this name already exists. Choose another name."
    ).wait_for()
    assert name.input_value() == "NORTHWIND studios"
    assert page.get_by_role("heading", name="Customers", level=1).is_visible()


def test_escape_closes_the_panel(live_server, log_in, administrator, page):
    log_in(administrator)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_role("link", name="Add customer").first.click()
    form = page.locator("#panel form")
    expect(form.get_by_label("Name")).to_be_focused()
    page.keyboard.press("Escape")
    form.wait_for(state="detached")


def test_a_deleted_measurement_comes_back(
    live_server, log_in, operator, phase, measurement, page
):
    log_in(operator)
    page.goto(f"{live_server.url}{phase.get_absolute_url()}")
    page.get_by_label("Actions for").click()
    page.get_by_role("link", name="Delete").last.click()
    page.locator("#panel").get_by_role("button", name="Delete measurement").click()
    page.get_by_text("deleted. You can undo").first.wait_for()
    assert not MigrationData.objects.exists()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("restored.").first.wait_for()
    assert MigrationData.objects.get().pk == measurement.pk


def test_a_correction_needs_its_reason(
    live_server, log_in, operator, phase, measurement, page
):
    log_in(operator)
    page.goto(f"{live_server.url}{phase.get_absolute_url()}")
    page.get_by_label("Actions for").click()
    page.get_by_role("link", name="Correct").click()
    panel = page.locator("#panel")
    panel.get_by_label("Target objects").fill("700")
    panel.get_by_role("button", name="Save correction").click()
    page.get_by_text("This field is required.").wait_for()
    panel.get_by_label("Reason").fill("Counted twice")
    panel.get_by_role("button", name="Save correction").click()
    page.get_by_text("Counted twice").wait_for()
    assert MigrationData.objects.get().target_objects == 700


def test_unusual_figures_take_one_more_click(
    live_server, log_in, operator, phase, measurement, page, screenshot
):
    log_in(operator)
    page.goto(f"{live_server.url}{phase.get_absolute_url()}")
    page.get_by_role("link", name="Add measurement").first.click()
    panel = page.locator("#panel")
    figures = {"Source objects": "1000", "Source size": "4 MB", "Target objects": "999"}
    for label, figure in {**figures, "Target size": "3,996 MB"}.items():
        panel.get_by_label(label).fill(figure)
    panel.get_by_label("Decimal sign").select_option(",")
    panel.get_by_text("4.0 MB = 3,996,000 bytes").wait_for()
    panel.get_by_role("button", name="Add measurement").click()
    panel.get_by_text("rises from 60.0%").wait_for()
    screenshot("measurement-asked")
    panel.get_by_role("button", name="Add measurement anyway").click()
    page.locator(".percent", has_text="99.9%").first.wait_for()
    assert MigrationData.objects.filter(target_size=3_996_000).exists()


def test_filtering_narrows_the_list_and_the_address(
    live_server, log_in, administrator, northwind, harbour, page
):
    log_in(administrator)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_label("Search names").fill("harb")
    page.get_by_role("link", name="Northwind Studios").wait_for(state="detached")
    assert page.get_by_role("link", name="Harbour Television").is_visible()
    assert "q=harb" in page.url


def test_ticked_rows_are_deactivated_after_asking(
    live_server, log_in, administrator, northwind, harbour, page
):
    log_in(administrator)
    page.goto(f"{live_server.url}/customers/")
    page.get_by_label("Select Northwind Studios").check()
    page.get_by_role("button", name="Deactivate").click()
    page.get_by_role("dialog").get_by_role("button", name="Deactivate").click()
    page.get_by_text("1 customer deactivated.").wait_for()
    northwind.refresh_from_db()
    harbour.refresh_from_db()
    assert (northwind.active, harbour.active) == (False, True)
