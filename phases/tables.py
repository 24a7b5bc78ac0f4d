import django_tables2 as tables

from phases.columns import ForecastColumn, ProgressColumn, SlackColumn
from phases.models import BucketFigures, Phase, PhaseStatus
from tracker.columns import (
    BadgeColumn,
    CountColumn,
    DayColumn,
    LinkColumn,
    MomentColumn,
    NameColumn,
    SelectColumn,
    SizeColumn,
)
from tracker.lists import ListTable


class PhaseTable(ListTable):
    select = SelectColumn()
    name = NameColumn()
    customer = LinkColumn(accessor="project__customer", order_by="sort_customer")
    project = LinkColumn(order_by="sort_project")
    type = tables.Column()
    status = BadgeColumn({s.value: (s.tone, s.label) for s in PhaseStatus})
    source = tables.Column()
    target = tables.Column()
    objects = ProgressColumn("objects", verbose_name="Objects")
    bytes = ProgressColumn("bytes", verbose_name="Bytes")
    last_gather = DayColumn(
        accessor="standing__latest__timestamp",
        verbose_name="Last measured",
        order_by="sort_last_gather",
    )
    rate = tables.Column(
        accessor="standing__forecast__current_rate",
        order_by="sort_rate",
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    forecast = ForecastColumn()
    commit_to = DayColumn(
        accessor="standing__forecast__commit_date",
        verbose_name="Commit date",
        order_by="sort_commit_to",
    )
    target_date = DayColumn(verbose_name="Target date")
    slack = SlackColumn()
    created_at = MomentColumn(verbose_name="Created")
    updated_at = MomentColumn(verbose_name="Changed")

    unknown_last = (
        "objects",
        "bytes",
        "rate",
        "forecast",
        "commit_to",
        "last_gather",
        "target_date",
        "slack",
    )
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
            "slack",
            "created_at",
            "updated_at",
        )


class BucketTable(ListTable):
    timestamp = DayColumn(verbose_name="Date")
    bucket = tables.Column(attrs={"td": {"class": "name"}})
    source = tables.Column()
    location = tables.Column()
    objects = CountColumn(accessor="objects_count", order_by="objects_count")
    size = SizeColumn()

    always = ("timestamp", "bucket")
    file_name = "bucket_history"

    class Meta(ListTable.Meta):
        model = BucketFigures
        fields = ("timestamp", "bucket", "source", "location", "objects", "size")
