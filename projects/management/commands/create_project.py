from typing import Any

from django.core.management.base import CommandParser

from customers.management.lookup import find_customer
from customers.models import Customer
from projects.models import Project, ProjectType
from projects.records import project_record
from projects.services import create_project
from tracker.commands import (
    TrackerCommand,
    choice_option,
    date_option,
    differences,
    existing_or_new,
    same_name,
)


class Command(TrackerCommand):
    help = "Add a project to a customer."

    def add_arguments(self, parser: CommandParser) -> None:
        types = ProjectType.values
        parser.add_argument(
            "--customer", required=True, help="name or id of the customer"
        )
        parser.add_argument("--name", required=True)
        parser.add_argument(
            "--type",
            required=True,
            type=choice_option(types),
            metavar="TYPE",
            help=f"one of {', '.join(types)}",
        )
        parser.add_argument("--target-date", type=date_option, metavar="DATE")
        parser.add_argument(
            "--exist-ok",
            action="store_true",
            help="succeed if the project already exists",
        )

    def run(self, *, customer: str, name: str, exist_ok: bool, **options: Any) -> None:
        owner = find_customer(customer)
        requested = {key: options[key] for key in ("type", "target_date")}
        project, new = existing_or_new(
            find=lambda: _existing(owner, name),
            make=lambda: create_project(customer=owner, name=name, **requested),
            exist_ok=exist_ok,
        )
        outcome = "added to" if new else "already exists for"
        text = f"Project {project} {outcome} {owner}."
        self.answer(project_record(project), text)
        if unlike := differences(project, **requested):
            self.note(f"Project {project} was not changed: {' and '.join(unlike)}.")


def _existing(customer: Customer, name: str) -> Project | None:
    projects = Project.objects.filter(customer=customer).select_related("customer")
    return same_name(projects, name).first()
