"""Finding a name exactly; else saying which ones are near. Pure."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

SHOWN = 5
LOOKED_THROUGH = 5000  # names among which similar ones are sought
Found = TypeVar("Found")


class Unknown(Exception):  # noqa: N818
    """A name that the inventory does not have, with the field it was given in."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


def find(known: Mapping[str, Found], name: str, *, field: str, what: str) -> Found:
    """Names are exact: blanks and capitals count."""
    if not name:
        raise Unknown(field, f"The phase has no {field.replace('_', ' ')}: set it.")
    if name not in known:
        raise Unknown(field, f"There is no {what} {name!r}.{suggestion(known, name)}")
    return known[name]


def suggestion(known: Iterable[str], wanted: str) -> str:
    """A sentence with what is near; without anything near, with what there is."""
    names = sorted(known)
    if close := near(names, wanted):
        return f" Did you mean {' or '.join(map(repr, close))}?"
    if not names:
        return " The inventory has none."
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f" There are {', '.join(map(repr, names[:SHOWN]))}{more}."


def near(names: Iterable[str], wanted: str) -> list[str]:
    """Alike but for capitals first, then similar ones, then those that contain it."""
    folded: dict[str, list[str]] = {}
    for name in names:
        folded.setdefault(name.casefold(), []).append(name)
    key = wanted.strip().casefold()
    keys = [key] if key in folded else []
    keys += get_close_matches(key, list(folded)[:LOOKED_THROUGH], n=SHOWN)
    keys += [each for each in folded if key and key in each]
    unique = dict.fromkeys(keys)
    return [name for each in unique for name in folded[each]][:SHOWN]
