"""What can be counted without knowing any room."""

import shutil
from collections.abc import Iterator

from django.conf import settings

from embedded.restarts import read_restarts, record_file
from tracker.health import existing
from tracker.metrics import Values, gauge
from tracker.version import version


@gauge("info", "The version that answers.", "version", asks_database=False)
def info() -> Values:
    return [((version(),), 1)]


@gauge(
    "disk_bytes",
    "The disk of TRACKER_VAR on the machine that answers.",
    "state",
    asks_database=False,
)
def disk() -> Values:
    usage = shutil.disk_usage(existing(settings.VAR_DIR))
    return [(("free",), usage.free), (("used",), usage.used)]


@gauge(
    "process_restarts",
    "How often make up had to start a process of this machine again.",
    "process",
    asks_database=False,
)
def restarts() -> Iterator[tuple[tuple[str], float]]:
    for each in read_restarts(record_file(settings.VAR_DIR)) or ():
        yield (each.name,), each.count
