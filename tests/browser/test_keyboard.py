def test_slash_searches_and_question_mark_helps(
    live_server, log_in, administrator, northwind, page
):
    log_in(administrator)
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
    page.get_by_role("button", name="Dark").first.click()
    page.goto(f"{live_server.url}/customers/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
