from typing import Any

from django.utils.formats import date_format

from restore.models import Restore
from tracker.models import User
from tracker.searching import Hit, action, finder

action(
    "Restore a backup",
    "restore:start",
    icon="restore",
    permission="restore.add_restore",
)


def show(restore: Restore, words: list[str]) -> Hit:
    day = f", data as of {date_format(restore.dated)}" if restore.dated else ""
    return Hit(restore.name, restore.get_absolute_url(), f"{restore.customer}{day}")


@finder(
    "Backups",
    order=50,
    permission="restore.view_restore",
    own=("name", "database"),
    above=("customer__name",),
    show=show,
)
def backups(user: User) -> Any:
    """By their restores, which have the pages."""
    restores = Restore.objects.for_user(user).select_related("customer")
    return restores.exclude(name="").defer("plan", "result")
