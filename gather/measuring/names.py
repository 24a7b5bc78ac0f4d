"""Finding a name exactly; otherwise saying which ones are similar. Pure."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

SHOWN = 5
LOOKED_THROUGH = 5000  # names among which similar ones are sought
Named = TypeVar("Named")


class Unknown(Exception):  # noqa: N818
    """An inventory lacks a name; `field` is the field that it was in."""

    def __init__(self, field: str, missing: str, hint: str = "") -> None:
        super().__init__(missing)
        self.field = field
        self.missing = missing
        self.hint = hint

    def sentence(self, inventory: str) -> str:
        return f"{inventory} has no {self.missing}.{self.hint}"


class Unfit(Unknown):
    """The names are wrong by themselves, whatever an inventory has."""

    def sentence(self, inventory: str) -> str:
        return self.missing


def find_name(
    by_name: Mapping[str, Named], name: str, *, field: str, what: str
) -> Named:
    """Names are exact: blanks and capitals count."""
    if not name:
        label = field.replace("_", " ")
        raise Unfit(field, f"This phase has no {label}. Choose one first.")
    if name not in by_name:
        raise Unknown(field, f"{what} {name!r}", suggestion(by_name, name, what))
    return by_name[name]


def suggestion(names: Iterable[str], name: str, what: str) -> str:
    """What is similar; if nothing is, what there is."""
    names = sorted(names)
    if close := near(names, name):
        return f" Did you mean {' or '.join(map(repr, close))}?"
    if not names:
        return f" The inventory has no {what}s."
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return f" Available: {', '.join(map(repr, names[:SHOWN]))}{more}."


def near(names: Iterable[str], name: str) -> list[str]:
    """First those that differ in capitals only, then similar and longer ones."""
    folded: dict[str, list[str]] = {}
    for other in names:
        folded.setdefault(other.casefold(), []).append(other)
    key = name.strip().casefold()
    keys = [key] if key in folded else []
    keys += get_close_matches(key, list(folded)[:LOOKED_THROUGH], n=SHOWN)
    keys += [other for other in folded if key and key in other]
    unique = dict.fromkeys(keys)
    return [name for key in unique for name in folded[key]][:SHOWN]
