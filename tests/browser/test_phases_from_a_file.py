"""Phases from a workbook, from the project's page and back to it."""

from playwright.sync_api import expect

from phases.models import Phase
from phases.services.phases import create_phase
from tests.files.sheets.workbooks import workbook

TABLE = [
    ["Title", "Source", "Target", "Target date", "Remark"],
    ["News 2019", "Storage domain A", "Storage domain B", ("day", 46500), "first"],
    ["Sport", "Storage domain A", "Storage domain C", None, None],
    ["Archive", "Storage domain A", "Storage domain B", None, None],
    ["news_2019", None, None, None, None],
]


def test_phases_from_a_workbook(
    live_server,
    log_in,
    operator,
    project,
    page,
    assert_presentable,
    tmp_path,
):
    create_phase(project=project, name="Sport", source="Storage domain A", target="B")
    create_phase(project=project, name="Archive", source="Storage domain A")
    path = tmp_path / "phases.xlsx"
    path.write_bytes(workbook(TABLE, before='<sheet name="Old" state="hidden"/>'))
    log_in(operator)
    page.goto(f"{live_server.url}{project.get_absolute_url()}")
    page.get_by_text("Add more").click()
    page.get_by_role("link", name="Phases from a file").click()
    assert_presentable("phases-from-a-file-upload")
    page.locator("#id_file").set_input_files(path)
    page.get_by_role("button", name="Check file").click()
    expect(page.get_by_text("Some columns have not been chosen yet")).to_be_visible()
    page.get_by_label("Name", exact=True).select_option("Title")
    page.get_by_role("button", name="Check again").click()
    expect(page.get_by_text("2 to add, 2 different, 0 unchanged")).to_be_visible()
    expect(page.get_by_text("Target: B → Storage domain C")).to_be_visible()
    expect(page.get_by_text("Nearly the same name as in row 2.")).to_be_visible()
    assert_presentable("phases-from-a-file")
    page.get_by_label("Update existing phases that differ").check()
    page.get_by_role("button", name="Check again").click()
    page.get_by_role("button", name="Import 4 phases").click()
    expect(page.get_by_role("region", name="Result")).to_contain_text("added: 2")
    assert Phase.objects.get(name="Sport").target == "Storage domain C"
