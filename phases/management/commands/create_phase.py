from typing import Any

from django.core.management.base import CommandParser

from customers.management.lookup import find_customer
from phases.models import Phase, PhaseType
from phases.records import phase_record
from phases.services.phases import create_phase
from projects.management.lookup import find_project
from projects.models import Project
from tracker.commands import (
    TrackerCommand,
    choice_option,
    date_option,
    differences,
    existing_or_new,
    same_name,
)

OPTIONAL = (
    "type",
    "source",
    "target",
    "target_tape_partition",
    "buckets",
    "target_date",
)


class Command(TrackerCommand):
    help = "Add a phase to a customer's project."

    def add_arguments(self, parser: CommandParser) -> None:
        types = PhaseType.values
        add = parser.add_argument
        add("--customer", required=True, help="name or id")
        add("--project", required=True, help="name or id")
        add("--name", required=True)
        add(
            "--type",
            type=choice_option(types),
            metavar="TYPE",
            help=f"one of {', '.join(types)} (default: same as the project)",
        )
        add("--source", required=True, help="a storage domain or a broker")
        add("--target", required=True, help="a storage domain, location or broker")
        add("--tape-partition", dest="target_tape_partition", metavar="NAME")
        add(
            "--bucket",
            dest="buckets",
            action="append",
            metavar="NAME",
            help="may be repeated",
        )
        add("--target-date", type=date_option, metavar="DATE")
        add("--exist-ok", action="store_true", help="succeed if it already exists")

    def run(
        self, *, customer: str, project: str, name: str, exist_ok: bool, **options: Any
    ) -> None:
        owner = find_project(find_customer(customer), project)
        fields = {key: options[key] for key in OPTIONAL if options[key] is not None}
        phase, new = existing_or_new(
            find=lambda: _existing(owner, name),
            make=lambda: create_phase(project=owner, name=name, **fields),
            exist_ok=exist_ok,
        )
        outcome = "added to" if new else "already exists in"
        text = f"Phase {phase} {outcome} {owner.customer} — {owner}."
        self.answer(phase_record(phase), text)
        if unlike := differences(phase, **fields):
            self.note(f"{phase} was not changed: {' and '.join(unlike)}.")


def _existing(project: Project, name: str) -> Phase | None:
    phases = Phase.objects.filter(project=project).with_project()
    return same_name(phases, name).first()
