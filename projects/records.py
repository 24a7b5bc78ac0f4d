"""Dictionaries of projects, as commands' `--format json` and the API give them."""

from typing import Any

from projects.models import Project
from tracker.records import record


def project_record(project: Project) -> dict[str, Any]:
    return record(project)


def counted_project(project: Any) -> dict[str, Any]:
    """One of `Project.objects.with_counts()`."""
    return record(project, phase_count=project.phase_count)
