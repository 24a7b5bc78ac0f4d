"""CSV: the measurements, one a line, as the import of measurements reads them."""

from dataclasses import astuple, fields

from reports.snapshot import Snapshot
from reports.snapshot.data import Measurement
from tracker.csvexport import csv_lines

HEADER = [each.name for each in fields(Measurement)]


def render(snapshot: Snapshot) -> bytes:
    lines = csv_lines(HEADER, (astuple(row) for row in snapshot.measurements))
    return "".join(lines).encode("utf-8", "backslashreplace")
