"""The figures of a report: read as of one moment, then pure data for every format."""

from reports.snapshot.building import build
from reports.snapshot.data import Contents, PhasePart, ProjectPart, Snapshot
from reports.snapshot.reading import Asked

__all__ = ["Asked", "Contents", "PhasePart", "ProjectPart", "Snapshot", "build"]
