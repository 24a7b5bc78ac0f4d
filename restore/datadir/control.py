"""What pg_controldata tells of a cluster. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from files.errors import Refused

SHUT_DOWN = "shut down"
OF_A_STANDBY = ("in archive recovery", "shut down in recovery")
MOST_PREPARED = 10_000
_LINE = re.compile(r"([^:]+):\s+(.*)")
_SEGMENT = re.compile(r"[0-9A-F]{24}")
_START = re.compile(
    rb"START WAL LOCATION: [0-9A-F]+/[0-9A-F]+ \(file ([0-9A-F]{24})\)\n"
)


@dataclass(frozen=True)
class Control:
    state: str
    segment: str  # of the log, which recovery begins with
    checkpoint_at: datetime | None
    prepared: int  # transactions that its server allowed to be prepared

    @property
    def was_shut_down(self) -> bool:
        return self.state == SHUT_DOWN

    @property
    def is_of_a_standby(self) -> bool:
        return self.state in OF_A_STANDBY


def read_control(text: str) -> Control:
    """Of pg_controldata's lines, with LC_ALL=C and TZ=UTC."""
    if "WARNING" in text:  # of a checksum that does not fit, first of all
        raise damaged()
    lines = filter(None, map(_LINE.fullmatch, text.splitlines()))
    found = {line[1]: line[2] for line in lines}
    segment = found.get("Latest checkpoint's REDO WAL file", "")
    state = found.get("Database cluster state", "")
    if not state or not _SEGMENT.fullmatch(segment):
        raise damaged()
    return Control(
        state=state,
        segment=segment,
        checkpoint_at=_moment(found.get("Time of latest checkpoint", "")),
        prepared=_number(found.get("max_prepared_xacts setting", "")),
    )


def segment_of_label(label: bytes) -> str:
    """The segment that a base backup's recovery begins with; empty when unreadable."""
    found = _START.match(label)
    return found[1].decode() if found else ""


def damaged() -> Refused:
    return Refused(
        "damaged",
        "global/pg_control in this data directory can not be read: it is damaged, or "
        "was not written by the version of PostgreSQL that PG_VERSION names.",
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year >= 2000 else None


def _number(text: str) -> int:
    return min(int(text), MOST_PREPARED) if text.isdecimal() and len(text) < 9 else 0
