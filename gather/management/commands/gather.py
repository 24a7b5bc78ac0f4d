from typing import Any

from django.core.management.base import CommandError, CommandParser

from customers.management.lookup import find_customer
from gather.management.lookup import find_phase
from gather.records import measured
from gather.services.gathering import (
    Outcome,
    active_phases,
    gather,
    gather_all,
)
from phases.models import MeasurementType, MigrationData
from projects.management.lookup import find_project
from projects.models import Project
from tracker.commands import TrackerCommand, day, plural


class Command(TrackerCommand):
    help = "Measure phases by stored inventories."

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--customer", required=True, help="name or id")
        add("--project", required=True, help="name or id")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--phase", help="name or id")
        which.add_argument(
            "--all-phases", action="store_true", help="all active phases of the project"
        )
        add("--date", type=day, help="of the inventory (default: the latest)")
        add(
            "--bucket",
            dest="buckets",
            action="append",
            metavar="NAME",
            help="may be repeated (default: as the phase says)",
        )
        add("--reference", action="store_true", help="record the baseline")
        add("--replace", action="store_true", help="a measurement of that date")

    def run(self, *, customer: str, project: str, **options: Any) -> None:
        owner = find_project(find_customer(customer), project)
        asked = {
            "day": options["date"],
            "type": MeasurementType.REFERENCE.value if options["reference"] else "",
            "replace": options["replace"],
        }
        if options["all_phases"]:
            if options["buckets"]:
                raise CommandError("--bucket goes with --phase, not with --all-phases.")
            self.answer_all(owner, asked)
            return
        phase = find_phase(owner, options["phase"])
        stored = gather(phase=phase, buckets=options["buckets"], **asked)
        self.answer(measured(stored), told(stored))

    def answer_all(self, project: Project, asked: dict[str, Any]) -> None:
        outcomes = gather_all(phases=active_phases(project=project), **asked)
        if not outcomes:
            raise CommandError(f"{project} has no active phase.")
        refused = [each for each in outcomes if each.problem]
        stored = [each.measurement for each in outcomes if each.measurement]
        if refused:
            raise CommandError("\n".join(complaints(refused, len(stored))))
        lines = [f"{told(each.measurement)}{kept(each)}" for each in outcomes]  # type: ignore[arg-type]
        self.answer([measured(each) for each in stored], "\n".join(lines))


def complaints(refused: list[Outcome], stored: int) -> list[str]:
    problems = [f"{each.phase}: {each.problem}" for each in refused]
    if stored:
        problems.append(f"{plural(stored, 'other phase')} measured.")
    return problems


def kept(outcome: Outcome) -> str:
    return " It was there already, and kept." if outcome.result == "kept" else ""


def told(measurement: MigrationData) -> str:
    done, all_ = measurement.target_objects, measurement.source_objects
    return (
        f"{measurement.phase}: {done:,} objects on the target, {all_:,} on the source, "
        f"{measurement.remaining_objects or 0:,} remaining; {measurement}."
    )
