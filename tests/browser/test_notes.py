"""A note is written with a name and a file, found by who is named, and edited."""

from playwright.sync_api import expect

from notes.models import Note
from tests.fixtures.people import make_user


def test_a_note_from_an_at_sign_to_its_reader(
    live_server, log_in, operator, viewer, phase, page, tmp_path, assert_presentable,
    settings, violations,
):  # fmt: skip
    settings.ATTACHMENT_DIR = tmp_path / "attachments"
    make_user("victor", "viewer", customer=phase.project.customer)
    (tmp_path / "plan.txt").write_text("a plan")
    address = f"{live_server.url}{phase.get_absolute_url()}"
    log_in(operator)
    page.goto(address)
    notes = page.locator("#notes")
    notes.get_by_label("Add a note").press_sequentially("Please look, @vi")
    expect(notes.get_by_role("option")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    assert_presentable("notes-people")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(notes.get_by_label("Add a note")).to_have_value("Please look, @victor ")
    notes.get_by_label("Attach files").set_input_files(tmp_path / "plan.txt")
    notes.get_by_role("button", name="Add note").click()
    expect(page.get_by_text("Note added.")).to_be_visible()
    expect(notes.locator(".mention")).to_have_text("@victor")
    with page.expect_download() as download:
        notes.get_by_role("link", name="plan.txt").click()
    assert download.value.path().read_text() == "a plan"

    notes.get_by_role("link", name="Edit note").click()
    panel = page.locator("#panel")
    panel.get_by_label("Text").fill("Please look, @viewer")
    panel.get_by_label("plan.txt").check()
    panel.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Note saved.")).to_be_visible()
    expect(notes).to_contain_text("edited")
    expect(notes.get_by_role("link", name="plan.txt")).to_have_count(0)
    assert_presentable("notes", address)

    page.context.clear_cookies()
    log_in(viewer)
    assert_presentable("notes-home", live_server.url)
    page.get_by_role("button", name="Open the note").click()
    page.wait_for_url(f"{address}#note-*")
    expect(page.locator("li:target")).to_contain_text("Please look")
    assert Note.objects.get().mentions.get().read_at
    assert violations == []
