import django_tables2 as tables
from django.utils.html import format_html

from phases.models import BucketFigures, ForecastState, Phase, PhaseStatus
from tracker.columns import (
    BadgeColumn,
    DayColumn,
    MomentColumn,
    NameColumn,
    NumberColumn,
    SelectColumn,
)
from tracker.lists import ListTable
from tracker.templatetags.figures import count, percent, size
from tracker.templatetags.small import badge, day


class ProgressColumn(tables.Column):
    """Objects and bytes on the target, as percentages."""

    def __init__(self, unit: str, **kwargs) -> None:
        css = {"class": "num"}
        super().__init__(
            accessor=f"standing__{unit}__fraction",
            orderable=False,
            attrs={"th": css, "td": css},
            **kwargs,
        )

    def render(self, value) -> str:
        return percent(value)

    def value(self, value) -> float:
        return int(value * 10**6) / 10**6


class ForecastColumn(tables.Column):
    """The likely end, or the state that stands for it."""

    def __init__(self) -> None:
        super().__init__(
            accessor="standing__forecast",
            verbose_name="Likely end",
            orderable=False,
            attrs={"td": {"class": "nowrap"}},
        )

    def render(self, record, value) -> str:
        if record.expected_date:
            return format_html(
                '{} <span class="muted">(set manually)</span>',
                day(record.expected_date),
            )
        state = value.state_now
        if state == ForecastState.EXPECTED:
            return day(value.p50)
        return badge(state.tone, state.label)

    def value(self, record, value) -> str:
        if record.expected_date:
            return record.expected_date.isoformat()
        state = value.state_now
        expected = state == ForecastState.EXPECTED
        return value.p50.isoformat() if expected else state.label


class PhaseTable(ListTable):
    select = SelectColumn()
    name = NameColumn()
    customer = tables.Column(
        accessor="project__customer",
        linkify=True,
        order_by="sort_customer",
        attrs={"td": {"class": "above"}},
    )
    project = tables.Column(
        linkify=True, order_by="sort_project", attrs={"td": {"class": "above"}}
    )
    type = tables.Column()
    status = BadgeColumn({s.value: (s.tone, s.label) for s in PhaseStatus})
    source = tables.Column()
    target = tables.Column()
    objects = ProgressColumn("objects", verbose_name="Objects")
    bytes = ProgressColumn("bytes", verbose_name="Bytes")
    last_gather = DayColumn(
        accessor="standing__latest__timestamp",
        verbose_name="Last measured",
        orderable=False,
    )
    rate = tables.Column(
        accessor="standing__forecast__current_rate",
        orderable=False,
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    forecast = ForecastColumn()
    commit_to = DayColumn(
        accessor="standing__forecast__commit_date",
        verbose_name="Commit date",
        orderable=False,
    )
    target_date = DayColumn(verbose_name="Target date", order_by="sort_target_date")
    created_at = MomentColumn(verbose_name="Created")
    updated_at = MomentColumn(verbose_name="Changed")

    hidden_at_first = (
        "type",
        "source",
        "target",
        "commit_to",
        "created_at",
        "updated_at",
    )

    file_name = "phases"

    class Meta(ListTable.Meta):
        model = Phase
        fields = (
            "select",
            "name",
            "customer",
            "project",
            "type",
            "status",
            "source",
            "target",
            "objects",
            "bytes",
            "rate",
            "forecast",
            "commit_to",
            "last_gather",
            "target_date",
            "created_at",
            "updated_at",
        )


class SizeColumn(NumberColumn):
    """Bytes: short in the page, exact on hover and in exports."""

    def render(self, value) -> str:
        return size(value)

    def value(self, value) -> int:
        return value


class CountColumn(NumberColumn):
    def render(self, value) -> str:
        return count(value)

    def value(self, value) -> int:
        return value


class BucketTable(ListTable):
    timestamp = DayColumn(verbose_name="Date")
    bucket = tables.Column(attrs={"td": {"class": "name"}})
    source = tables.Column()
    location = tables.Column()
    objects = CountColumn(accessor="objects_count", order_by="objects_count")
    size = SizeColumn()

    always = ("timestamp", "bucket")
    file_name = "buckets"

    class Meta(ListTable.Meta):
        model = BucketFigures
        fields = ("timestamp", "bucket", "source", "location", "objects", "size")
