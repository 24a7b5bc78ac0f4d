import django_tables2 as tables

from phases.columns import (
    AttentionColumn,
    BarsColumn,
    ForecastColumn,
    LateEndColumn,
    NoticesColumn,
    ProgressColumn,
    RangeColumn,
    RateColumn,
    SlackColumn,
    StandingColumn,
    TrendColumn,
)
from phases.models import BucketFigures, Phase, PhaseStatus
from phases.standing import with_attention
from projects.models import Project
from tracker.columns import (
    ACTIVE,
    BadgeColumn,
    CountColumn,
    DayColumn,
    LinkColumn,
    MomentColumn,
    NameColumn,
    NumberColumn,
    SelectColumn,
    SizeColumn,
)
from tracker.lists import ListTable, ShortTable

STATUSES = {status.value: (status.tone, status.label) for status in PhaseStatus}


class PhaseTable(ListTable):
    select = SelectColumn()
    name = NameColumn()
    customer = LinkColumn(accessor="project__customer", order_by="sort_customer")
    project = LinkColumn(order_by="sort_project")
    type = tables.Column()
    status = BadgeColumn(STATUSES)
    source = tables.Column()
    target = tables.Column()
    objects = ProgressColumn("objects", verbose_name="Objects")
    bytes = ProgressColumn("bytes", verbose_name="Bytes")
    last_gather = DayColumn(
        accessor="standing__latest__timestamp",
        verbose_name="Last measured",
        order_by="sort_last_gather",
    )
    rate = RateColumn()
    forecast = ForecastColumn()
    commit_to = DayColumn(
        accessor="standing__forecast__commit_date",
        verbose_name="Commit date",
        order_by="sort_commit_to",
    )
    target_date = DayColumn(verbose_name="Target date")
    slack = SlackColumn()
    attention = NoticesColumn()
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
    readers = (({"attention"}, with_attention),)

    class Meta(ListTable.Meta):
        model = Phase
        fields = (
            "select",
            "name",
            "customer",
            "project",
            "type",
            "status",
            "attention",
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


class ShortPhaseTable(ShortTable):
    """On the pages of projects, and on Home."""

    label = "Phases"

    select = SelectColumn()
    name = NameColumn()
    customer = LinkColumn(accessor="project__customer")
    project = LinkColumn()
    status = BadgeColumn(STATUSES)
    progress = StandingColumn()
    trend = TrendColumn()
    rate = RateColumn()
    forecast = ForecastColumn()
    range = RangeColumn()
    target_date = DayColumn(verbose_name="Target date")
    last_gather = DayColumn(
        accessor="standing__latest__timestamp", verbose_name="Last measured"
    )

    class Meta(ShortTable.Meta):
        model = Phase
        fields = (
            "select",
            "name",
            "customer",
            "project",
            "status",
            "progress",
            "trend",
            "rate",
            "forecast",
            "range",
            "target_date",
            "last_gather",
        )


class ShortProjectTable(ShortTable):
    """On the page of a customer."""

    label = "Projects of the customer"

    name = NameColumn()
    type = tables.Column()
    active = BadgeColumn(ACTIVE, verbose_name="State")
    phase_count = NumberColumn(verbose_name="Phases")
    progress = BarsColumn()
    end = LateEndColumn()
    commit_to = DayColumn(
        accessor="end__forecast__commit_date", verbose_name="Commit date"
    )
    target_date = DayColumn(verbose_name="Target date")
    attention = AttentionColumn("project")

    class Meta(ShortTable.Meta):
        model = Project
        fields = (
            "name",
            "type",
            "active",
            "phase_count",
            "progress",
            "end",
            "commit_to",
            "target_date",
            "attention",
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
