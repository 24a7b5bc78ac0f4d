from playwright.sync_api import expect


def test_slash_searches_and_question_mark_helps(
    live_server, log_in, administrator, northwind, page
):
    log_in(administrator)
    page.goto(live_server.url)
    page.keyboard.press("/")
    page.keyboard.type("north")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Northwind Studios").click()
    page.get_by_role("heading", name="Northwind Studios", level=1).wait_for()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_the_theme_switch_is_remembered(live_server, log_in, administrator, page):
    log_in(administrator)
    page.goto(live_server.url)
    page.get_by_role("button", name="Dark").first.click()
    page.goto(f"{live_server.url}/customers/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_ctrl_k_leads_to_pages_actions_and_rows(
    live_server, log_in, administrator, northwind, page, violations, assert_presentable
):
    log_in(administrator)
    page.goto(live_server.url)
    page.keyboard.press("Control+k")
    results = page.get_by_role("region", name="Search results")
    expect(results.get_by_role("link", name="Add customer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(results).to_be_hidden()
    page.keyboard.type("nórth")
    expect(results.get_by_role("link", name="Northwind Studios")).to_be_visible()
    assert_presentable("search-live")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Northwind Studios", level=1).wait_for()
    assert violations == []
