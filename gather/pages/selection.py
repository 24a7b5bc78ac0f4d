"""Selected buckets, as a form carries them from page to page. Pure.

Of 10,000 buckets any may be selected, so the form holds their numbers as runs:
"0-499.503" is short where names would be long.
"""

import re
from collections.abc import Iterable, Iterator

RUN = re.compile(r"\d{1,9}(-\d{1,9})?", re.ASCII)


def encode(numbers: Iterable[int]) -> str:
    """As runs of consecutive numbers, in ascending order."""
    return ".".join(
        str(first) if first == last else f"{first}-{last}"
        for first, last in _runs(sorted(numbers))
    )


def decode(text: str, existing: set[int]) -> set[int]:
    """The existing ones of the numbers in a text, whatever the text."""
    numbers: set[int] = set()
    for part in text.split("."):
        if RUN.fullmatch(part):
            first, _, last = part.partition("-")
            numbers |= _between(int(first), int(last or first), existing)
    return numbers


def merge(chosen: set[int], *, shown: set[int], ticked: set[int]) -> set[int]:
    """The selection after a page of boxes: elsewhere as before, here as ticked."""
    return (chosen - shown) | (ticked & shown)


def _between(first: int, last: int, existing: set[int]) -> set[int]:
    if last - first < len(existing):
        return existing.intersection(range(first, last + 1))
    return {number for number in existing if first <= number <= last}


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1]
            start = at
