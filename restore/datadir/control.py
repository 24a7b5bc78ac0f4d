"""The state of a cluster, from the output of pg_controldata. Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from files.errors import COPY_AGAIN, Refused

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
    segment: str  # of the log, where recovery begins
    checkpoint_at: datetime | None
    prepared: int  # the most prepared transactions that its server allowed

    @property
    def was_shut_down(self) -> bool:
        return self.state == SHUT_DOWN

    @property
    def is_of_a_standby(self) -> bool:
        return self.state in OF_A_STANDBY


def read_control(text: str) -> Control:
    """From pg_controldata's lines, with LC_ALL=C and TZ=UTC."""
    if "WARNING" in text:  # above all, of a wrong checksum
        raise unreadable_control()
    lines = filter(None, map(_LINE.fullmatch, text.splitlines()))
    values = {line[1]: line[2] for line in lines}
    segment = values.get("Latest checkpoint's REDO WAL file", "")
    state = values.get("Database cluster state", "")
    if not state or not _SEGMENT.fullmatch(segment):
        raise unreadable_control()
    return Control(
        state=state,
        segment=segment,
        checkpoint_at=_moment(values.get("Time of latest checkpoint", "")),
        prepared=_number(values.get("max_prepared_xacts setting", "")),
    )


def segment_of_label(label: bytes) -> str:
    """The segment where a base backup's recovery begins; empty when unreadable."""
    start = _START.match(label)
    return start[1].decode() if start else ""


def unreadable_control() -> Refused:
    return Refused(
        "damaged",
        "The file global/pg_control in this data directory can't be read. It is "
        "damaged, or another version of PostgreSQL wrote it than PG_VERSION states. "
        f"{COPY_AGAIN}",
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.strptime(text, "%a %b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if moment.year >= 2000 else None


def _number(text: str) -> int:
    return min(int(text), MOST_PREPARED) if text.isdecimal() and len(text) < 9 else 0
