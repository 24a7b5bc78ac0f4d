"""A note's text as HTML."""

import pytest

from notes.markup import as_html

LINK = '<a href="{0}" rel="nofollow noopener noreferrer" target="_blank">{0}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>&", "&lt;b&gt;&amp;"),
        ("one\r\ntwo\rthree", "one<br>two<br>three"),
        (
            "See https://a.example/x?b=1.",
            f"See {LINK.format('https://a.example/x?b=1')}.",
        ),
        ("(http://a.example/(b))", f"({LINK.format('http://a.example/(b)')})"),
        ("https://a.example/@ann", LINK.format("https://a.example/@ann")),
        ("javascript:alert(1) ftp://x", "javascript:alert(1) ftp://x"),
        ("https:// https://?", "https:// https://?"),
        ("@ann. @ann.lee @bob", '<b class="mention">@ann</b>. @ann.lee @bob'),
        ("a@ann", "a@ann"),
    ],
)
def test_text(text, html):
    assert as_html(text, {"ann"}) == html


def test_no_text_breaks_out_of_its_link():
    html = as_html("""https://a.example/"onmouseover='x'><script>""", set())
    assert "<script" not in html
    assert 'href="https://a.example/"' in html


def test_long_texts_take_no_time():
    as_html("https://" * 5000 + "@" * 5000 + "(" * 5000 + ")" * 5000, {"ann"})
