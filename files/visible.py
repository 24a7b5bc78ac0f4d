"""Characters that cannot be seen, or that turn text around: shown as a mark.

Names of buckets, tables and files come from strangers. As data they stay what they are;
where people read them, two different names must not look like one.
"""

import re

MARK = "\ufffd"
# Control characters but tab and line end; soft hyphens, joiners, fillers, marks of
# direction, tags, and halves of characters.
_UNSEEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# They choose the look of the sign before them, and are nothing elsewhere.
_SELECTOR = (
    "(?<![#*0-9\xa9\xae\u2000-\u2bff\u3000-\u9fff\U0001f000-\U0003ffff])[\ufe00-\ufe0f]"
)
UNSEEN = re.compile(rf"[{_UNSEEN}]|\r(?!\n)|{_SELECTOR}")
_PERHAPS = re.compile(f"[{_UNSEEN}\r\ufe00-\ufe0f]")  # quicker, and mostly the answer
# What a form sends back, or a script reads, has to stay as it is.
_KEPT = re.compile(
    r"""\svalue="[^"]*"|<(textarea|script)\b.*?</\1>|""" + UNSEEN.pattern, re.DOTALL
)


def visible(text: str) -> str:
    """For lines of text."""
    return UNSEEN.sub(MARK, text) if _PERHAPS.search(text) else text


def visible_name(text: str) -> str:
    """For a name that stands in a line, which it must not leave."""
    return re.sub("[\t\r\n]", MARK, visible(text))


def printable(text: str) -> str:
    """For a sentence: blanks of all kinds are one, and only what prints is left."""
    return "".join(map(_sign, visible(text)))


def _sign(sign: str) -> str:
    if sign.isprintable():
        return sign
    return " " if sign.isspace() else MARK


def visible_html(html: str) -> str:
    """For a page, outside the values of its forms."""
    if not _PERHAPS.search(html):
        return html
    return _KEPT.sub(lambda found: MARK if len(found[0]) == 1 else found[0], html)
