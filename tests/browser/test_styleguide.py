"""All building blocks on one page, charts among them: accessible in both themes."""


def test_it_is_presentable_and_silent(page, styleguide, violations, assert_presentable):
    page.goto(styleguide)
    for summary in page.locator("figure summary").all():
        summary.click()
    assert_presentable("styleguide")
    assert violations == []


def test_charts_follow_the_theme(page, styleguide):
    def stroke() -> str:
        line = page.locator("svg.chart path.line-1").first
        return line.evaluate("line => getComputedStyle(line).stroke")

    page.emulate_media(color_scheme="light")
    page.goto(styleguide)
    light = stroke()
    page.emulate_media(color_scheme="dark")
    assert stroke() != light
