"""The date of a backup, from its name or its first lines."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_MONTHS = (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "jan feb mär apr mai jun jul aug sep okt nov dez",
)
_NUMBERS = {
    name: number
    for names in _MONTHS
    for number, name in enumerate(names.split(), start=1)
}
_MONTH = r"(?P<name>jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?P<year>20\d\d)"
_TIME = r"(?=(?:\d{4}|\d{6})?(?!\d))"  # may follow without a gap
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"(?<!\d){_YEAR}(?P<gap>[-_. ]?)(?P<month>0[1-9]|1[0-2])(?P=gap)"
        rf"(?P<twodays>0[1-9]|[12]\d|3[01]){_TIME}",
        rf"(?<!\d){_DAY}[-_. ]*{_MONTH}[a-zäéû]*[-_., ]*{_YEAR}(?!\d)",
        rf"(?<![a-zä]){_MONTH}[a-zäéû]*[-_. ]*{_DAY}(?:st|nd|rd|th)?"
        rf"[-_., ]+{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}\.(?P<month>0?[1-9]|1[0-2])\.{_YEAR}(?!\d)",
    )
)
_STARTED = re.compile(rb"^-- Started on (\d{4}-\d\d-\d\d)", re.M)


def date_in_name(*names: str) -> date | None:
    """The first date in the first name that has one."""
    return next((day for name in names for day in _dates(name[:1000])), None)


def date_in_head(head: bytes) -> date | None:
    """pg_dump --verbose writes when it started."""
    started = _STARTED.search(head)
    return date_in_name(started[1].decode()) if started else None


def _dates(name: str) -> Iterator[date]:
    for form in _FORMS:
        for match in form.finditer(name):
            parts = match.groupdict()
            month = parts.get("month") or _NUMBERS[parts["name"].lower()]
            day = parts.get("twodays") or parts["day"]
            if dated := plausible(int(parts["year"]), int(month), int(day)):
                yield dated


def plausible(year: int, month: int, day: int) -> date | None:
    """No backup is older than the appliances or newer than tomorrow."""
    try:
        dated = date(year, month, day)
    except (ValueError, OverflowError):
        return None
    latest = datetime.now(UTC).date() + timedelta(days=1)
    return dated if date(2005, 1, 1) <= dated <= latest else None
