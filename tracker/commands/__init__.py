"""What every command of the product does alike."""

from tracker.commands.base import TrackerCommand
from tracker.commands.lookup import existing_or_new, find, same_name
from tracker.commands.output import differences, plural, table
from tracker.commands.values import choice_option, date_option
from tracker.records import record

__all__ = [
    "TrackerCommand",
    "choice_option",
    "date_option",
    "differences",
    "existing_or_new",
    "find",
    "plural",
    "record",
    "same_name",
    "table",
]
