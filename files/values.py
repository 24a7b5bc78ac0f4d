"""Numbers, sizes and days that people write in cells; ambiguous ones are refused."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TypeVar

from files.csvtext import ARMED

IN_GROUPS = re.compile(r"\d{1,3}([,\u00a0\u202f _'’])\d{3}(\1\d{3})*")
LONGEST = 1_000  # looked at
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
FAILED = re.compile(
    r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|GETTING_DATA)"
)
ROUNDED = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
NO_SIGN = (
    "This number depends on the decimal sign. Choose the decimal sign of the file."
)
SIGNS = {".": "point", ",": "comma"}
SWAPPED = str.maketrans(".,", ",.")
Number = TypeVar("Number", int, Decimal)


class BadValueError(Exception):
    """What is wrong with a cell and how to write it, in one or two sentences."""


def rearmed(text: str) -> str:
    """Without the quote that our own CSV puts before text that looks like a formula."""
    return unquoted(text.strip())


def unquoted(text: str) -> str:
    """The same, for text whose blanks count."""
    return text[1:] if text[:1] == "'" and ARMED.match(text, 1) else text


def failed(text: str) -> bool:
    """Whether a cell has what a spreadsheet shows instead of a value: #N/A, #REF!"""
    return bool(FAILED.fullmatch(text.strip()))


def refuse_failed(text: str) -> None:
    if failed(text):
        raise BadValueError(
            f"This cell has the spreadsheet error {text.strip()}. Correct or clear it."
        )


def count(text: str, sign: str = ".") -> int:
    """1129402, 1,129,402 or 1 129 402; not 1.5, nor 1.129, which may be either.

    Without a sign, only numbers that are the same with both are read.
    """
    return _by_sign(_count, text, sign)


def size(text: str, unit: int = 1, sign: str = ".") -> int:
    """Bytes: a number of the column's unit, or a number with its own unit."""
    return _by_sign(partial(_size, unit=unit), text, sign)


def _by_sign(read: Callable[[str, str], int], text: str, sign: str) -> int:
    """With the decimal sign; if it is not known, as long as it makes no difference."""
    readings = {} if sign else readable(partial(read, text))
    if readings and (len(readings) == 1 or len(set(readings.values())) > 1):
        raise BadValueError(NO_SIGN)
    return read(text, sign or ".")


def readable(read: Callable[[str], int]) -> dict[str, int]:
    """What a number means by each decimal sign with which it is one."""
    readings = {}
    for sign in SIGNS:
        with suppress(BadValueError):
            readings[sign] = read(sign)
    return readings


def _count(text: str, sign: str) -> int:
    _refuse_rounded(text)
    digits = _digits(text, sign)
    if not digits.isdecimal():
        raise BadValueError("Not a whole number. Write it like 1129402.")
    return _within_range(int(digits))


def _size(text: str, sign: str, *, unit: int) -> int:
    _refuse_rounded(text)
    parts = SIZE.fullmatch(text[:LONGEST])
    if not parts or parts[2].lower() not in UNITS:
        raise BadValueError("Not a size. Write it like 304600000000000 or 304.6 TB.")
    number, own_unit = parts[1], parts[2].lower()
    factor = UNITS[own_unit] if own_unit else unit
    return _within_range(int(_decimal(number, sign, factor) * factor))


def _refuse_rounded(text: str) -> None:
    """1.23457E+14, as spreadsheets save what was too wide to show."""
    if ROUNDED.fullmatch(text.strip()[:LONGEST]):
        raise BadValueError(
            "A spreadsheet rounded this number. Show all of its digits there, or enter "
            "the number as text, then save the file again."
        )


def _decimal(text: str, sign: str, factor: int) -> Decimal:
    try:
        number = Decimal(_digits(text, sign))
    except InvalidOperation:
        raise BadValueError("Not a number. Write it like 304.6.") from None
    _within_range(number)
    if number % 1 and factor == 1:
        raise BadValueError("Bytes must be a whole number. Check the unit of the size.")
    return number


def _digits(text: str, sign: str) -> str:
    """Without the marks between groups of three, and with a point before decimals."""
    pointed = text.strip() if sign == "." else text.strip().translate(SWAPPED)
    whole, point, fraction = pointed.partition(".")
    if groups := IN_GROUPS.fullmatch(whole):
        whole = whole.replace(groups[1], "")
    if "," in whole or "," in fraction:
        other = next(name for other, name in SIGNS.items() if other != sign)
        raise BadValueError(
            f"This is not a number with a decimal {SIGNS[sign]}. If the file has a "
            f"decimal {other}, choose that."
        )
    return f"{whole}{point}{fraction}"


def _within_range(number: Number) -> Number:
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
