"""What stands in the earlier tool's cells: text, mostly, and now and then oddly so."""

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


class OddError(Exception):
    """Why a row can not be taken over, in one sentence."""


def text(value: Any) -> str:
    return "" if value is None or isinstance(value, bytes) else str(value).strip()


def name(value: Any) -> str:
    """What the database can look for; whether it will do as a name is seen later."""
    written = text(value)
    if re.search("[\0\ud800-\udfff]", written):
        raise OddError(f"its name, {shown(value)}, is not text in UTF-8")
    return written


def uuid(value: Any) -> UUID | None:
    """The id, if it is one that can be kept."""
    try:
        return UUID(text(value))
    except ValueError:
        return None


def active(value: Any) -> bool:
    """Nothing said is active."""
    return text(value).lower() not in ("0", "0.0", "false", "no", "n")


def day(value: Any) -> date:
    """2026-01-19, also with a time after it."""
    written = text(value)
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        raise OddError(f"its date is {shown(value)}") from None


def figure(value: Any, name: str) -> int:
    number = whole(value)
    if number is None:
        what = name.replace("_", " ")
        raise OddError(f"its {what} is {shown(value)}")
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
    found = OLD_PROJECT_TYPES.get(written, written)
    if found not in ProjectType.values:
        raise OddError(f"its type is {shown(value)}")
    return str(found)


def phase_type(value: Any, of_project: str) -> str:
    """Left out, it follows from the project's."""
    written = text(value).upper()
    if not written:
        return str(PhaseType.of_project(of_project))
    found = OLD_PHASE_TYPES.get(written, written)
    if found not in PhaseType.values:
        raise OddError(f"its type is {shown(value)}")
    return str(found)


def measurement_type(value: Any) -> str:
    written = text(value).upper() or "DATA"
    if written not in ("REFERENCE", "DATA"):
        raise OddError(f"its type is {shown(value)}")
    return written


def shown(value: Any) -> str:
    """A cell as a report can show it, whatever is in it."""
    if value is None or value == "":
        return "empty"
    written = repr(value) if isinstance(value, bytes) else str(value)
    safe = written.encode("ascii", "backslashreplace").decode()
    return f"{safe[:60]!r}"
