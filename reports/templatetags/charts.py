"""Charts for templates. What `reports.charts` gives is escaped already."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from gather.pages.display import TrendDay
from phases.models import MigrationData, Phase, PhaseSummary, ProjectForecast
from phases.overview import Overview
from phases.standing import Standing
from projects.models import Project
from reports import figures
from reports.charts import examples

register = template.Library()

EXAMPLES = {
    "line": examples.line,
    "bars": examples.bars,
    "stacked": examples.stacked,
    "timeline": examples.phases,
    "spark": examples.spark,
}


@register.simple_tag
def example_chart(kind: str) -> SafeString:
    return mark_safe(EXAMPLES[kind]())  # noqa: S308 - made of escaped elements


@register.simple_tag
def phase_charts(
    phase: Phase, standing: Standing, overview: Overview
) -> list[SafeString]:
    drawn = figures.phase_charts(phase, standing, overview)
    return [mark_safe(each) for each in drawn]  # noqa: S308


@register.simple_tag
def project_charts(project: Project) -> list[SafeString]:
    kept = ProjectForecast.objects.filter(project=project).first()
    drawn = figures.project_charts(kept, project.target_date) if kept else []
    return [mark_safe(each) for each in drawn]  # noqa: S308


@register.simple_tag
def project_timeline(phases: list[Phase]) -> SafeString:
    return mark_safe(figures.project_timeline("timeline", phases))  # noqa: S308


@register.simple_tag
def compared(phases: list[Phase], rows: list[MigrationData]) -> SafeString:
    return mark_safe(figures.compared(phases, rows))  # noqa: S308


@register.filter
def trend(summary: PhaseSummary) -> SafeString:
    return mark_safe(figures.trend(summary))  # noqa: S308


@register.filter
def trend_of(values: list[float]) -> SafeString:
    return mark_safe(figures.trend_of(values))  # noqa: S308


@register.simple_tag
def bucket_chart(trend: list[TrendDay]) -> SafeString:
    """Days come with the newest first; a bucket may not have been there yet."""
    points = [(d.inventory.dated, d.bucket.size) for d in reversed(trend) if d.bucket]
    return mark_safe(figures.bucket_chart(points))  # noqa: S308
