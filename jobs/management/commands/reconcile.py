import signal
import sys
from types import FrameType
from typing import Any

from django.core.management.base import CommandError, CommandParser

from jobs.reconciler import Reconciler, StepOutcome, standard_steps
from jobs.records import step_record
from tracker.commands import TrackerCommand, table


class Command(TrackerCommand):
    help = "Run background maintenance (queueing, recovery, clean-up) until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="run one pass and report what it did"
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

    def tell(self, outcomes: list[StepOutcome]) -> None:
        rows = [(outcome.step, outcome.state, outcome.detail) for outcome in outcomes]
        text = table(("STEP", "STATE", "DETAIL"), rows)
        self.answer([step_record(outcome) for outcome in outcomes], text)
        if broken := [outcome for outcome in outcomes if outcome.state == "failed"]:
            raise CommandError(f"{broken[0].step} failed: {broken[0].detail}")

    def stop(self, number: int, frame: FrameType | None) -> None:
        """At once: steps may be interrupted. The flag is for a lost exception, of which
        Python would tell."""
        self.stopped = True
        sys.unraisablehook = lambda _: None
        raise SystemExit(0)
