"""The earlier tool's file, from the list of customers to the imported phases."""

from phases.models import Phase
from tests.phases.legacy.files import customer, data, legacy, phase, project


def test_a_file_of_the_earlier_tool(
    live_server, log_in, administrator, screenshot, tmp_path
):
    path = legacy(
        tmp_path / "tracker.db",
        customer=[customer()],
        migration_project=[project(), project("q", "NEWS", type="RIO_MIGRATION")],
        migration_phase=[
            phase("a", "News", source="A", target="B"),
            phase("b", "news", source="A", target="C"),
        ],
        migration_data=[
            data("1"),
            data("2", "2024-01-15", target_objects=99, target_size=990),
        ],
    )
    page = log_in(administrator)
    page.goto(live_server.url)
    page.get_by_role("link", name="Customers").first.click()
    page.get_by_role("link", name="Import from the earlier tool").click()
    page.locator("#id_file").set_input_files(path)
    page.get_by_role("button", name="Check file").click()
    page.get_by_label("RIO_MIGRATION").select_option("RIO_CRUISE_SGL")
    page.get_by_role("button", name="Check again").click()
    page.get_by_text("rises from 10.0%").wait_for()
    screenshot("legacy-tried")
    page.get_by_label("Import unusual figures as well").check()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("heading", name="Result").wait_for()
    names = sorted(Phase.objects.values_list("name", flat=True))
    assert names == ["News: A to B", "news: A to C"]
