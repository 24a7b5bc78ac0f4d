"""What a state is called where a phase or project is late: the same everywhere."""

from datetime import date

from phases.attention import LATE, beside_its_state, project_notices
from phases.models import ForecastState, PhaseStatus, PhaseSummary, ProjectForecast


def label_of(state: ForecastState, *, late: bool) -> tuple[str, str]:
    """Its tone and label: what is late is not simply in progress."""
    if late and state == ForecastState.EXPECTED:
        return "danger", LATE
    return state.tone, str(state.label)


def phase_label(summary: PhaseSummary, today: date) -> tuple[str, str]:
    """Only of phases that are worked on it is said that they are late."""
    active = summary.phase.status == PhaseStatus.ACTIVE
    reasons = beside_its_state(summary, today) if active else []
    late = any(notice.late for notice in reasons)
    return label_of(summary.forecast.state_on(today), late=late)


def project_label(forecast: ProjectForecast, today: date) -> tuple[str, str]:
    late = forecast.project.active and bool(project_notices(forecast, today))
    return label_of(forecast.state_on(today), late=late)
