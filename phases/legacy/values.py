"""The values of the earlier tool's cells: mostly text, and now and then odd."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from phases.models import PhaseType
from projects.models import ProjectType

OLD_PROJECT_TYPES: dict[str, str] = {"IOM": ProjectType.IOM_BUCKET}
OLD_PHASE_TYPES: dict[str, str] = {
    "STORAGE DOMAIN": PhaseType.IOM_BUCKET,
    "STORAGE_DOMAIN": PhaseType.IOM_BUCKET,
    "IOM": PhaseType.IOM_BUCKET,
    **{t: PhaseType.RIO_CRUISE for t in ProjectType.values if t.startswith("RIO")},
}
EMPTY = "empty"


class OddError(Exception):
    """Why a row can't be imported, in one sentence."""


def text(value: Any) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value).strip()


def name(value: Any) -> str:
    """Text that the database can look for; the services check it as a name later."""
    written = text(value)
    if re.search("[\0\ud800-\udfff]", written):
        raise OddError(f"The name {shown(value)} is not valid UTF-8 text.")
    return written


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


def project_type(value: Any) -> str:
    written = text(value).upper()
    new_type = OLD_PROJECT_TYPES.get(written, written)
    if new_type not in ProjectType.values:
        raise _bad_value("type", value)
    return str(new_type)


def phase_type(value: Any, of_project: str) -> str:
    """If the cell is empty, the type follows from the project's."""
    written = text(value).upper()
    if not written:
        return str(PhaseType.of_project(of_project))
    new_type = OLD_PHASE_TYPES.get(written, written)
    if new_type not in PhaseType.values:
        raise _bad_value("type", value)
    return str(new_type)


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
