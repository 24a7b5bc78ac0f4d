"""CSV: the measurements, one per line, as the import of measurements reads them."""

from dataclasses import astuple, fields

from files.csvtext import csv_lines
from reports.snapshot import Snapshot
from reports.snapshot.data import Measurement

HEADER = [each.name for each in fields(Measurement)]


def render(snapshot: Snapshot) -> bytes:
    lines = csv_lines(HEADER, (astuple(row) for row in snapshot.measurements))
    return "".join(lines).encode("utf-8", "backslashreplace")
