"""Names of sheets as spreadsheets want them."""

import re

LONGEST = 31  # in units of UTF-16
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


class SheetNames:
    """Gives each name once, whatever its case."""

    def __init__(self, *taken: str) -> None:
        self._taken = {name.casefold() for name in (*taken, "History")}

    def of(self, name: str) -> str:
        wanted = FORBIDDEN.sub(" ", name).strip(" '") or "Phase"
        found, number = shortened(wanted), 1
        while found.casefold() in self._taken:
            number += 1
            found = shortened(wanted, f" ({number})")
        self._taken.add(found.casefold())
        return found


def shortened(name: str, suffix: str = "") -> str:
    """Cut between characters, so that the suffix fits too."""
    room, kept = LONGEST - len(suffix), ""
    for letter in name:
        room -= 2 if ord(letter) > 0xFFFF else 1
        if room < 0:
            break
        kept += letter
    return kept.rstrip(" '") + suffix
