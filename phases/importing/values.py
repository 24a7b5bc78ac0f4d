"""Figures and dates of what a cell says; what can be meant two ways is refused."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from files.csvtext import ARMED

IN_GROUPS = re.compile(r"\d{1,3}([,\u00a0\u202f _'’])\d{3}(\1\d{3})*")
MOST = 2**63 - 1
UNITS = {
    "": 1, "b": 1, "byte": 1, "bytes": 1,
    **{f"{p}b": 1000**n for n, p in enumerate("kmgtpe", 1)},
    **{f"{p}ib": 1024**n for n, p in enumerate("kmgtpe", 1)},
}  # fmt: skip
SIZE = re.compile(r"([\d.,\u00a0\u202f _'’]+?)\s*([a-zA-Z]*)")
DAYS = {
    "iso": re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"),
    "dmy": re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})"),
    "mdy": re.compile(r"(?P<m>\d{1,2})[./-](?P<d>\d{1,2})[./-](?P<y>\d{4})"),
}


class WrongError(Exception):
    """What is wrong with a cell, in one sentence."""


def rearmed(text: str) -> str:
    """Without the quote that our own CSV puts before what looks like a formula."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and ARMED.match(text, 1) else text


def count(text: str) -> int:
    """1129402, 1,129,402 or 1 129 402; not 1.5, nor 1.129, which may be either."""
    digits = _digits(text)
    if not digits.isdecimal():
        raise WrongError("This is not a whole number.")
    return _within(int(digits))


def size(text: str, unit: int = 1) -> int:
    """Bytes: a number of the column's unit, or one with a unit of its own."""
    found = SIZE.fullmatch(text)
    if not found or found[2].lower() not in UNITS:
        raise WrongError("This is not a size such as 304600000000000 or 304.6 TB.")
    own = found[2].lower()
    factor = UNITS[own] if own else unit
    if factor > 1 and found[1].count(",") == 1 and "." not in found[1]:
        raise WrongError("This number can be read in two ways: leave out the comma.")
    return _within(int(_decimal(found[1], factor) * factor))


def _decimal(text: str, factor: int) -> Decimal:
    try:
        number = Decimal(_digits(text))
    except InvalidOperation:
        raise WrongError("This is not a number.") from None
    if number % 1 and factor == 1:
        raise WrongError("There is no part of a byte.")
    return number


def _digits(text: str) -> str:
    text = text.strip()
    whole, point, part = text.partition(".")
    if point and "," in part:
        raise WrongError("This number can be read in two ways.")
    if found := IN_GROUPS.fullmatch(whole):
        whole = whole.replace(found[1], "")
    if "," in whole:
        raise WrongError("This number can be read in two ways: leave out the commas.")
    return f"{whole}{point}{part}"


def _within(number: int) -> int:
    if number > MOST:
        raise WrongError("This number is too large.")
    return number


def day(text: str, order: str = "iso") -> date:
    """2026-01-19 always; 19.1.2026 or 1/19/2026 as the order says."""
    for name in dict.fromkeys(("iso", order)):
        if found := DAYS[name].fullmatch(text.strip()):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                raise WrongError("There is no such day.") from None
    example = {"iso": "2026-01-19", "dmy": "19.1.2026", "mdy": "1/19/2026"}[order]
    raise WrongError(f"This is not a date such as {example}.")


def kind(text: str) -> str:
    """REFERENCE or DATA; nothing is DATA."""
    found = text.strip().upper() or "DATA"
    if found not in ("REFERENCE", "DATA"):
        raise WrongError("This is neither REFERENCE nor DATA.")
    return found
