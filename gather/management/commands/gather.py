from typing import Any

from django.core.management.base import CommandError, CommandParser

from customers.management.lookup import find_customer
from gather.management.lookup import find_phase
from gather.records import measurement_record
from gather.services.gathering import (
    Outcome,
    active_phases,
    gather,
    gather_all,
)
from phases.models import MeasurementType, MigrationData
from projects.management.lookup import find_project
from projects.models import Project
from tracker.commands import TrackerCommand, date_option, plural


class Command(TrackerCommand):
    help = "Gather data for phases from stored inventories."

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--customer", required=True, help="name or id")
        add("--project", required=True, help="name or id")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--phase", help="name or id")
        which.add_argument(
            "--all-phases", action="store_true", help="all active phases of the project"
        )
        add(
            "--date",
            type=date_option,
            help="date of the inventory (default: the latest)",
        )
        add(
            "--bucket",
            dest="buckets",
            action="append",
            metavar="NAME",
            help="may be repeated (default: the buckets chosen for the phase)",
        )
        add("--reference", action="store_true", help="record a baseline")
        add(
            "--replace",
            action="store_true",
            help="replace an existing measurement for that date",
        )

    def run(self, *, customer: str, project: str, **options: Any) -> None:
        owner = find_project(find_customer(customer), project)
        common = {
            "day": options["date"],
            "type": MeasurementType.REFERENCE.value if options["reference"] else "",
            "replace": options["replace"],
        }
        if options["all_phases"]:
            if options["buckets"]:
                raise CommandError(
                    "--bucket can only be used with --phase, not with --all-phases."
                )
            self.answer_all(owner, common)
            return
        phase = find_phase(owner, options["phase"])
        stored = gather(phase=phase, buckets=options["buckets"], **common)
        self.answer(measurement_record(stored), line_of(stored))

    def answer_all(self, project: Project, common: dict[str, Any]) -> None:
        outcomes = gather_all(phases=active_phases(project=project), **common)
        if not outcomes:
            raise CommandError(f"{project} has no active phases.")
        refused = [each for each in outcomes if each.problem]
        stored = [each.measurement for each in outcomes if each.measurement]
        if refused:
            raise CommandError("\n".join(complaints(refused, len(stored))))
        lines = [f"{line_of(each.measurement)}{kept(each)}" for each in outcomes]  # type: ignore[arg-type]
        self.answer([measurement_record(each) for each in stored], "\n".join(lines))


def complaints(refused: list[Outcome], stored: int) -> list[str]:
    problems = [f"{each.phase}: {each.problem}" for each in refused]
    if stored:
        problems.append(f"{plural(stored, 'other phase')} measured.")
    return problems


def kept(outcome: Outcome) -> str:
    return " The existing measurement was kept." if outcome.result == "kept" else ""


def line_of(measurement: MigrationData) -> str:
    done, all_ = measurement.target_objects, measurement.source_objects
    return (
        f"{measurement.phase}: {done:,} objects on the target, {all_:,} on the source, "
        f"{measurement.remaining_objects or 0:,} remaining; {measurement}."
    )
