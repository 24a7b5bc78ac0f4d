"""What a note's plain text holds, and the text as HTML: links, names, lines. Pure."""

import re
from collections.abc import Collection, Iterator

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

NAMED = re.compile(r"(?<![\w@.+/-])@([\w.@+-]{1,150})")
ADDRESS = r"https?://[^\s<>\"'`\x00-\x20]+"
PIECE = re.compile(rf"(?P<address>{ADDRESS})|{NAMED.pattern}", re.IGNORECASE)
CLOSING = {")": "(", "]": "[", "}": "{"}


def possible_names(token: str) -> Iterator[str]:
    """A name may end with a sign that otherwise ends a sentence."""
    while token:
        yield token.lower()
        if token[-1] not in ".@+-":
            return
        token = token[:-1]


def as_html(text: str, names: Collection[str]) -> SafeString:
    """`names`: in lower case, of the users who are marked."""
    pieces, end = [], 0
    for found in PIECE.finditer(text):
        piece = link(found[0]) if found["address"] else mention(found[0], names)
        if piece is None:
            continue
        html, length = piece
        pieces += [plain(text[end : found.start()]), html]
        end = found.start() + length
    # Every piece is escaped.
    return mark_safe("".join([*pieces, plain(text[end:])]))  # noqa: S308


def plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return str(escape(lines)).replace("\n", "<br>")


def link(text: str) -> tuple[str, int] | None:
    address = without_end(text)
    if not re.match(r"https?://[^/?#]", address, re.IGNORECASE):
        return None
    html = format_html(
        '<a href="{}" rel="nofollow noopener noreferrer" target="_blank">{}</a>',
        address,
        address,
    )
    return html, len(address)


def without_end(address: str) -> str:
    """Without what belongs to the sentence, such as a full stop or a bracket."""
    while address:
        last = address[-1]
        opening = CLOSING.get(last)
        surplus = opening and address.count(last) > address.count(opening)
        if last not in ".,;:!?*_" and not surplus:
            break
        address = address[:-1]
    return address


def mention(text: str, names: Collection[str]) -> tuple[str, int] | None:
    for name in possible_names(text[1:]):
        if name in names:
            shown = text[: 1 + len(name)]
            return format_html('<b class="mention">{}</b>', shown), len(shown)
    return None
