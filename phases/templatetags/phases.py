"""What pages show of phases and projects. Charts are escaped already."""

from collections.abc import Iterable
from datetime import date

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from customers.models import Customer
from phases import charts, columns
from phases.attention import line_of_project
from phases.columns import in_days, slack_tone
from phases.labels import project_label
from phases.models import (
    MigrationData,
    Phase,
    PhaseForecast,
    PhaseSummary,
    ProjectForecast,
)
from phases.models.forecast import RangeOfDays
from phases.overview import Overview
from phases.rollup import rollup
from phases.standing import Standing, with_progress
from phases.tables import ShortPhaseTable
from projects.models import Project
from tracker.templatetags.figures import minus

register = template.Library()


@register.inclusion_tag("components/table.html")
def phases_of_customers(phases: Iterable[Phase]) -> dict[str, object]:
    """A short table of phases, with their customers and projects."""
    hidden = ("select", "status")
    return {"table": ShortPhaseTable(with_progress(phases), exclude=hidden)}


@register.filter
def likely_range(forecast: PhaseForecast) -> str:
    return columns.likely_range(forecast.range)


@register.inclusion_tag("phases/rollup.html")
def project_rollup(project: Project) -> dict[str, object]:
    return {"rollup": rollup(PhaseSummary.objects.filter(phase__project=project))}


@register.inclusion_tag("phases/rollup.html")
def customer_rollup(customer: Customer) -> dict[str, object]:
    """Of its active projects."""
    summaries = PhaseSummary.objects.filter(
        phase__project__customer=customer, phase__project__active=True
    )
    return {"rollup": rollup(summaries)}


@register.inclusion_tag("phases/project_forecast.html", takes_context=True)
def project_forecast(context: Context, project: Project) -> dict[str, object]:
    forecast = ProjectForecast.objects.filter(project=project).defer("course").first()
    if forecast is None or not forecast.phases:
        return {}
    today = timezone.localdate()
    forecast.project = project
    return {
        "request": context["request"],
        "perms": context["perms"],
        "forecast": forecast,
        "state_label": project_label(forecast, today),
        "sentence": forecast.sentence_on(today, project.target_date),
        "notices": line_of_project(forecast, today) if project.active else None,
    }


@register.inclusion_tag("phases/ends.html")
def outlook_figures(
    forecast: RangeOfDays, target: date | None, manual: date | None = None
) -> dict[str, object]:
    """A manual end date stands for the likely one, and slack is measured from it."""
    commit = forecast.commit_date
    end = manual or commit
    days = (target - end).days if target and end else None
    return {
        "likely": manual or forecast.believed.p50,
        "manual": manual,
        "commit": commit,
        "target": target,
        "slack": "–" if days is None else minus(in_days(days)),
        "tone": "unknown" if days is None else slack_tone(days),
    }


@register.simple_tag
def phase_charts(
    phase: Phase, standing: Standing, overview: Overview
) -> list[SafeString]:
    drawn = charts.draw_phase(phase, standing, overview)
    return [mark_safe(chart) for chart in drawn]  # noqa: S308


@register.simple_tag
def project_charts(project: Project) -> list[SafeString]:
    forecast = ProjectForecast.objects.filter(project=project).first()
    if forecast is None:
        return []
    drawn = charts.draw_project(forecast, project.target_date)
    return [mark_safe(chart) for chart in drawn]  # noqa: S308


@register.simple_tag
def project_timeline(phases: list[Phase]) -> SafeString:
    return mark_safe(charts.draw_timeline("timeline", phases))  # noqa: S308


@register.simple_tag
def compared(phases: list[Phase], rows: list[MigrationData]) -> SafeString:
    return mark_safe(charts.draw_comparison(phases, rows))  # noqa: S308
