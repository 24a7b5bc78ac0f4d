"""Active phases, projects and restores that need attention, each with its reasons."""

from phases.attention.aside import Outstanding
from phases.attention.needing import (
    current_notices,
    failed_restores,
    late_projects,
    line_of_phase,
    line_of_project,
    needing_attention,
    notices_of_phases,
    notices_of_projects,
    notices_of_restores,
)
from phases.attention.notices import (
    LATE,
    Line,
    Notice,
    beside_its_state,
    lines,
    notices,
    project_notices,
    still_open,
)
from phases.attention.reasons import PHASES, PROJECTS, days, stale_before

__all__ = [
    "LATE",
    "PHASES",
    "PROJECTS",
    "Line",
    "Notice",
    "Outstanding",
    "beside_its_state",
    "current_notices",
    "days",
    "failed_restores",
    "late_projects",
    "line_of_phase",
    "line_of_project",
    "lines",
    "needing_attention",
    "notices",
    "notices_of_phases",
    "notices_of_projects",
    "notices_of_restores",
    "project_notices",
    "stale_before",
    "still_open",
]
