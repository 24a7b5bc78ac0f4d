"""Rows in the text form of COPY, and back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

ESCAPES = {
    "\\": "\\\\",
    "\t": "\\t",
    "\n": "\\n",
    "\r": "\\r",
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
}
ESCAPING = str.maketrans(ESCAPES)
PLAIN = {escaped: letter for letter, escaped in ESCAPES.items()}
ESCAPED = re.compile(r"\\[\\tnrbfv]")


def escape(text: str) -> str:
    return text.translate(ESCAPING)


def unescape(text: str) -> str:
    return ESCAPED.sub(lambda found: PLAIN[found[0]], text)


def line(values: Iterable[Any]) -> str:
    return "\t".join(map(value, values)) + "\n"


def value(given: Any) -> str:
    if given is None:
        return "\\N"
    if isinstance(given, bool):
        return "t" if given else "f"
    return escape(str(given))


def parse(
    columns: Sequence[str], blocks: Iterable[str]
) -> Iterator[Mapping[str, str | None]]:
    """The rows of a COPY text as the database will see them."""
    for block in blocks:
        for row in block.split("\n")[:-1]:
            values = (
                None if field == "\\N" else unescape(field) for field in row.split("\t")
            )
            yield dict(zip(columns, values, strict=True))
