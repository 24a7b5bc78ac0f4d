from typing import Any

from tracker.commands import TrackerCommand
from tracker.version import version


class Command(TrackerCommand):
    help = "Show the version of Migration Tracker."

    def run(self, **options: Any) -> None:
        self.answer({"version": version()}, version())
