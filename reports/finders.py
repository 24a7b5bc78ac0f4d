from typing import Any

from reports.models import Report
from tracker.models import User
from tracker.searching import Hit, action, finder

action("New report", "reports:create", icon="reports", permission="reports.add_report")


def show(report: Report, words: list[str]) -> Hit:
    return Hit(str(report), report.get_absolute_url(), str(report.customer))


@finder(
    "Reports",
    order=70,
    permission="reports.view_report",
    own=("name", "file_name"),
    above=("customer__name",),
    show=show,
)
def reports(user: User) -> Any:
    return Report.objects.for_user(user).select_related("customer")
