"""The values of the earlier tool's cells: mostly text, and now and then odd."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_current_timezone, now

from files.sqlite import SqliteFile
from phases.models import PhaseType
from projects.models import ProjectType
from tracker.fields import NameField

OLD_PROJECT_TYPES: dict[str, str] = {"IOM": ProjectType.IOM_BUCKET}
OLD_PHASE_TYPES: dict[str, str] = {
    "STORAGE DOMAIN": PhaseType.IOM_BUCKET,
    "STORAGE_DOMAIN": PhaseType.IOM_BUCKET,
    "IOM": PhaseType.IOM_BUCKET,
    **{t: PhaseType.RIO_CRUISE for t in ProjectType.values if t.startswith("RIO")},
}
EMPTY = "empty"
MIDNIGHT_2000 = datetime(2000, 1, 1, tzinfo=UTC)


Types = Mapping[str, str]  # of the file, in capitals: ours


class OddError(Exception):
    """Why a row can't be imported, in one sentence."""


def text(value: Any) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value).strip()


def name(value: Any) -> str:
    """Text that the database can look for; the services check it as a name later."""
    written = text(value)
    if re.search("[\0\ud800-\udfff]", written):
        raise OddError(f"The name {shown(value)} is not valid UTF-8 text.")
    return str(NameField().to_python(written))


def uuid(value: Any) -> UUID | None:
    """The id, if it is one that can be kept."""
    try:
        return UUID(text(value))
    except ValueError:
        return None


def active(value: Any) -> bool:
    """An empty cell means active."""
    return text(value).lower() not in ("0", "0.0", "false", "no", "n")


def day(value: Any) -> date:
    """2026-01-19, also with a time after it."""
    written = text(value)
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        raise _bad_value("date", value) from None


def moment(value: Any) -> datetime | None:
    """When a row was saved: in UTC if the cell names no zone; None if it can't be."""
    written = text(value)
    try:
        parsed = parse_datetime(written)
        day = None if parsed else parse_date(written)
    except ValueError:
        return None
    if day:  # as our pages show it
        parsed = datetime.combine(day, time(), get_current_timezone())
    if parsed is None:
        return None
    known = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return known if MIDNIGHT_2000 <= known <= now() else None


def figure(value: Any, name: str) -> int:
    number = whole(value)
    if number is None:
        raise _bad_value(name.replace("_", " "), value)
    return number


def whole(value: Any) -> int | None:
    """A whole number that is not negative, however it was stored."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and value >= 0 else None
    if isinstance(value, int):
        return value if value >= 0 else None
    written = text(value).removesuffix(".0")
    return int(written) if written.isascii() and written.isdecimal() else None


def project_type(value: Any, types: Types) -> str:
    written = text(value).upper()
    new_type = {**OLD_PROJECT_TYPES, **types}.get(written, written)
    if new_type not in ProjectType.values:
        raise _bad_value("type", value)
    return str(new_type)


def phase_type(value: Any, of_project: str, types: Types) -> str:
    """If the cell is empty, the type follows from the project's."""
    written = text(value).upper()
    if not written:
        return str(PhaseType.of_project(of_project))
    new_type = {**OLD_PHASE_TYPES, **types}.get(written, written)
    if new_type in ProjectType.values:
        return str(PhaseType.of_project(new_type))
    if new_type not in PhaseType.values:
        raise _bad_value("type", value)
    return str(new_type)


def unknown_types(file: SqliteFile) -> set[str]:
    """The types that have to be mapped, of projects and of phases."""
    known = {
        "migration_project": {"", *ProjectType.values, *OLD_PROJECT_TYPES},
        "migration_phase": {"", *PhaseType.values, *OLD_PHASE_TYPES},
    }
    written = {
        (table, text(row.get("type")).upper())
        for table in known
        for row in file.rows(table)
    }
    return {name for table, name in written if name not in known[table]}


def measurement_type(value: Any) -> str:
    written = text(value).upper() or "DATA"
    if written not in ("REFERENCE", "DATA"):
        raise _bad_value("type", value)
    return written


def _bad_value(noun: str, value: Any) -> OddError:
    written = shown(value)
    if written == EMPTY:
        return OddError(f"The {noun} is empty.")
    return OddError(f"The {noun} {written} is not valid.")


def shown(value: Any) -> str:
    """Any cell as a report can show it."""
    if value is None or value == "":
        return EMPTY
    written = repr(value) if isinstance(value, bytes) else str(value)
    safe = written.encode("ascii", "backslashreplace").decode()
    return f"{safe[:60]!r}"
