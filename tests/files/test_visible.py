"""Characters that cannot be seen are marks, and data stays what it is."""

import pytest

from files.visible import printable, visible, visible_html, visible_name

UNSEEN = (
    *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)),
    *map(chr, range(0x200B, 0x2010)), *map(chr, range(0x2060, 0x2065)),
    "\ufeff", "\xad", "\u061c", "\u180e", "\u034f", "\u115f", "\u1160", "\u3164",
    "\uffa0", "\U000e0041", "\U000e0100", "\0", "\x1b", "\x7f", "\x9f", "\r",
    "\u2028", "\u2029", "\ud800",
)  # fmt: skip


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_each_is_a_mark(sign):
    assert visible(f"a{sign}b") == visible_name(f"a{sign}b") == "a�b"
    assert visible_html(f"<p title='a{sign}b'>a{sign}b") == "<p title='a�b'>a�b"
    assert printable(f"a{sign}b") in ("a�b", "a b")


def test_what_can_be_seen_stays():
    text = "Größe 日本 ☎\ufe0f 1\ufe0f\u20e3 🎬 a\u0301 ·\u202f\xa0 \t\r\n عربي"
    assert visible(text) == text
    assert visible_html(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_a_selector_of_nothing_is_a_mark():
    assert visible("a\ufe0fb") == "a�b"


def test_a_name_stays_in_its_line():
    assert visible_name("a\tb\nc\r\nd") == "a�b�c��d"
    assert printable("a\tb\nc") == "a b c"


@pytest.mark.parametrize(
    "html",
    [
        '<option value="a\u200bb">',
        '<input type="text" value="\u202e">',
        '<textarea name="buckets">\na\u200bb\n</textarea>',
        '<script type="application/json">"a\u200bb"</script>',
    ],
)
def test_what_forms_send_back_stays(html):
    assert visible_html(html) == html
    assert visible_html(f"{html}\u200b{html}") == f"{html}�{html}"


def test_a_name_cannot_pretend_to_be_a_form():
    html = (
        '<p>value=&quot;\u200b&quot; &lt;textarea&gt;\u200b</p><b data-value="\u200b">'
    )
    assert "\u200b" not in visible_html(html)
