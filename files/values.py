"""Numbers, sizes and days that people write in cells; ambiguous ones are refused."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from files.csvtext import ARMED

IN_GROUPS = re.compile(r"\d{1,3}([,\u00a0\u202f _'’])\d{3}(\1\d{3})*")
LARGEST = 2**63 - 1  # that a database stores
UNITS = {
    **dict.fromkeys(("", "b", "byte", "bytes"), 1),
    **{f"{prefix}b": 1000**n for n, prefix in enumerate("kmgtpe", 1)},
    **{f"{prefix}ib": 1024**n for n, prefix in enumerate("kmgtpe", 1)},
}
SIZE = re.compile(r"([\d.,\u00a0\u202f _'’]+?)\s*([a-zA-Z]*)")
DAYS = {
    "iso": re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"),
    "dmy": re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})"),
    "mdy": re.compile(r"(?P<m>\d{1,2})[./-](?P<d>\d{1,2})[./-](?P<y>\d{4})"),
}
EXAMPLES = {"iso": "2026-01-19", "dmy": "19.1.2026", "mdy": "1/19/2026"}
TWO_WAYS = "This number can be read in two ways."


class BadValueError(Exception):
    """What is wrong with a cell and how to write it, in one or two sentences."""


def rearmed(text: str) -> str:
    """Without the quote that our own CSV puts before text that looks like a formula."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and ARMED.match(text, 1) else text


def count(text: str) -> int:
    """1129402, 1,129,402 or 1 129 402; not 1.5, nor 1.129, which may be either."""
    digits = _digits(text)
    if not digits.isdecimal():
        raise BadValueError("Not a whole number. Write it like 1129402.")
    return _within_range(int(digits))


def size(text: str, unit: int = 1) -> int:
    """Bytes: a number of the column's unit, or a number with its own unit."""
    parts = SIZE.fullmatch(text)
    if not parts or parts[2].lower() not in UNITS:
        raise BadValueError("Not a size. Write it like 304600000000000 or 304.6 TB.")
    number, own_unit = parts[1], parts[2].lower()
    factor = UNITS[own_unit] if own_unit else unit
    if factor > 1 and number.count(",") == 1 and "." not in number:
        raise BadValueError(f"{TWO_WAYS} Write it without the comma.")
    return _within_range(int(_decimal(number, factor) * factor))


def _decimal(text: str, factor: int) -> Decimal:
    try:
        number = Decimal(_digits(text))
    except InvalidOperation:
        raise BadValueError("Not a number. Write it like 304.6.") from None
    if number % 1 and factor == 1:
        raise BadValueError("Bytes must be a whole number. Check the unit of the size.")
    return number


def _digits(text: str) -> str:
    """Without the marks between groups of three."""
    whole, point, fraction = text.strip().partition(".")
    if point and "," in fraction:
        raise BadValueError(f"{TWO_WAYS} Write decimals after a point, as in 1000.5.")
    if groups := IN_GROUPS.fullmatch(whole):
        whole = whole.replace(groups[1], "")
    if "," in whole:
        raise BadValueError(f"{TWO_WAYS} Write it without commas.")
    return f"{whole}{point}{fraction}"


def _within_range(number: int) -> int:
    if number > LARGEST:
        raise BadValueError("This number is too large. Check it and its unit.")
    return number


def day(text: str, order: str = "iso") -> date:
    """2026-01-19 always; 19.1.2026 or 1/19/2026 if that is the order."""
    for name in dict.fromkeys(("iso", order)):
        if parts := DAYS[name].fullmatch(text.strip()):
            try:
                return date(int(parts["y"]), int(parts["m"]), int(parts["d"]))
            except ValueError:
                raise BadValueError(
                    "This day does not exist. Check the day and the month."
                ) from None
    raise BadValueError(f"Not a valid date. Write it like {EXAMPLES[order]}.")
