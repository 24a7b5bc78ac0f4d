"""The figures of a report: read as of one moment, then pure data for every format."""

from reports.snapshot.building import build
from reports.snapshot.data import Contents, PhasePart, ProjectPart, Snapshot
from reports.snapshot.reading import ReportRequest

__all__ = ["Contents", "PhasePart", "ProjectPart", "ReportRequest", "Snapshot", "build"]
