import django_tables2 as tables

from jobs.display import span
from jobs.models import TONES, Job, JobState
from tracker.columns import BadgeColumn, MomentColumn
from tracker.lists import ListTable

STATES = {state.value: (TONES[state.value], state.label) for state in JobState}


class JobTable(ListTable):
    name = tables.Column(
        "Job",
        accessor="label",
        order_by="kind",
        linkify=lambda record: record.page,
        attrs={"td": {"class": "name"}},
    )
    state = BadgeColumn(STATES, verbose_name="State")
    customer = tables.Column(order_by="sort_customer", linkify=True, default="–")
    requested_by = tables.Column("Requested by", order_by="sort_person", default="–")
    trigger = tables.Column("Requested")
    queued_at = MomentColumn(verbose_name="Queued")
    started_at = MomentColumn(verbose_name="Started", orderable=False)
    duration = tables.Column("Duration", orderable=False)
    error = tables.Column(orderable=False, attrs={"td": {"class": "wrap"}})

    hidden_at_first = ("trigger", "queued_at")
    file_name = "jobs"

    class Meta(ListTable.Meta):
        model = Job
        fields = (
            "name",
            "state",
            "customer",
            "requested_by",
            "trigger",
            "queued_at",
            "started_at",
            "duration",
            "error",
        )

    @classmethod
    def sort_field(cls, sort: str) -> tuple[str, str]:
        """The latest first, unless another order is chosen."""
        return super().sort_field(sort or "-queued_at")

    def render_trigger(self, record: Job) -> str:
        return record.get_trigger_display()

    def render_duration(self, value) -> str:
        return span(value)

    def value_duration(self, value) -> str:
        return f"{value.total_seconds():.0f}"
