import django_tables2 as tables

from phases.columns import told
from phases.models import PhaseSummary, ProjectForecast
from tracker.columns import DayColumn, LinkColumn
from tracker.lists import ListTable


class ToldColumn(tables.Column):
    """The reasons in words; the page shows them as lines."""

    def __init__(self, order_by: str) -> None:
        super().__init__(
            accessor="notices", verbose_name="Attention", order_by=order_by
        )

    def value(self, value: list) -> str:
        return told(value)


class PhaseAttentionTable(ListTable):
    reasons = ToldColumn("urgency")
    phase = LinkColumn(orderable=False)
    project = LinkColumn(accessor="phase__project", orderable=False)
    customer = LinkColumn(accessor="phase__project__customer", orderable=False)
    last_gather = DayColumn(verbose_name="Last measured", orderable=False)

    always = ("reasons",)
    file_name = "attention"

    class Meta(ListTable.Meta):
        model = PhaseSummary
        fields = ("reasons", "phase", "project", "customer", "last_gather")


class ProjectAttentionTable(ListTable):
    reasons = ToldColumn("project__target_date")
    project = LinkColumn(orderable=False)
    customer = LinkColumn(accessor="project__customer", orderable=False)
    target_date = DayColumn(
        accessor="project__target_date", verbose_name="Target date", orderable=False
    )

    always = ("reasons",)
    file_name = "attention_projects"

    class Meta(ListTable.Meta):
        model = ProjectForecast
        fields = ("reasons", "project", "customer", "target_date")
