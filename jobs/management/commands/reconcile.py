import signal
from dataclasses import asdict
from types import FrameType
from typing import Any

from django.core.management.base import CommandError, CommandParser

from jobs.reconciler import Outcome, Reconciler, standard_steps
from tracker.commands import TrackerCommand, table


class Command(TrackerCommand):
    help = "Do what has to be done again and again, until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="one pass, saying what it did"
        )

    def run(self, *, once: bool, **options: Any) -> None:
        reconciler = Reconciler(standard_steps())
        if once:
            self.tell(reconciler.one_pass())
            return
        self.stopped = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        reconciler.run(stopped=lambda: self.stopped)

    def tell(self, outcomes: list[Outcome]) -> None:
        rows = [(each.step, each.state, each.detail) for each in outcomes]
        text = table(("STEP", "STATE", "DETAIL"), rows)
        self.answer([asdict(outcome) for outcome in outcomes], text)
        if broken := [each for each in outcomes if each.state == "failed"]:
            raise CommandError(f"{broken[0].step} failed: {broken[0].detail}")

    def stop(self, number: int, frame: FrameType | None) -> None:
        """At once: steps may be interrupted. The flag is for a lost exception."""
        self.stopped = True
        raise SystemExit(0)
