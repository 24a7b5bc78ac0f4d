"""Names of sheets as spreadsheets want them."""

import re

LONGEST = 31  # in units of UTF-16
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


class SheetNames:
    """Gives each name once, whatever its case."""

    def __init__(self, *taken: str) -> None:
        self._taken = {name.casefold() for name in (*taken, "History")}

    def of(self, name: str) -> str:
        clean = FORBIDDEN.sub(" ", name).strip(" '") or "Phase"
        given, number = shortened(clean), 1
        while given.casefold() in self._taken:
            number += 1
            given = shortened(clean, f" ({number})")
        self._taken.add(given.casefold())
        return given


def shortened(name: str, suffix: str = "") -> str:
    """Cut between characters, so that the suffix fits too."""
    room, kept = LONGEST - len(suffix), ""
    for letter in name:
        room -= 2 if ord(letter) > 0xFFFF else 1
        if room < 0:
            break
        kept += letter
    return kept.rstrip(" '") + suffix
