import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from customers.appliances import Appliance
from customers.management.lookup import find_customer
from customers.models import Customer
from files.errors import Refused
from jobs.models import JobState, Trigger
from restore.asking.questions import Asked
from restore.dumps.plan import Plan
from restore.engine import identify_backup, plan_for, room
from restore.landing.children import run_plainly
from restore.management.waiting import carry_out
from restore.models import Restore
from restore.records import restore_record
from restore.services import database_name, readable_file, start_restore
from restore.tools import Tools
from tracker.commands import TrackerCommand, choice_option, date_option

ENDED_BADLY = (JobState.FAILED, JobState.ERRORED, JobState.CANCELLED)


class Command(TrackerCommand):
    help = "Restore a backup into the customer's own database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--customer", required=True, help="name or id")
        parser.add_argument(
            "--type",
            required=True,
            dest="kind",
            type=choice_option(list(Appliance)),
            metavar="TYPE",
            help="blackpearl or rio",
        )
        parser.add_argument(
            "--date",
            type=date_option,
            help="date of the data, if the file does not contain it",
        )
        parser.add_argument(
            "--no-wait",
            action="store_true",
            help="start the restore in the background and return at once",
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="only identify the file and show the plan",
        )

    def run(self, *, file: str, customer: str, kind: str, **options: Any) -> None:
        owner = find_customer(customer)
        if options["dry_run"]:
            plan = make_plan_of(readable_file(file), owner, Appliance(kind))
            self.show(
                plan, Asked(owner, Appliance(kind), options["date"], plan.as_json())
            )
            return
        restore = start_restore(
            customer=owner,
            kind=Appliance(kind),
            path=file,
            dated=options["date"],
            trigger=Trigger.COMMAND,
        )
        if not options["no_wait"]:
            carry_out(restore.job, self.stderr)
        self.report(restore)

    def show(self, plan: Plan, asked: Asked) -> None:
        """With what a page would ask; a command that restores takes it as confirmed."""
        questions = [question.sentence for question in asked.questions()]
        facts = {**asked.plan, "state": "planned", "questions": questions}
        lines = dict.fromkeys([*plan.lines(), *questions])
        self.answer(facts, "\n".join(lines))

    def report(self, restore: Restore) -> None:
        restore.refresh_from_db()
        job = restore.job
        if job.state in ENDED_BADLY:
            raise CommandError(job.error or "The restore was cancelled.")
        text = f"{restore.database}: {JobState(job.state).label.lower()}."
        notes = restore.plan.get("questions", [])
        self.answer(restore_record(restore), "\n".join([text, *notes]))


def make_plan_of(path: Path, customer: Customer, kind: Appliance) -> Plan:
    settings.WORK_DIR.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.WORK_DIR) as folder:
        work = Path(folder)
        tools = Tools(nothing, nothing, run_plainly, work, room(work))
        try:
            identified = identify_backup(path, work, tools.tick)
            plan = plan_for(identified, kind, database_name(customer, kind), tools)
            # Nothing will be loaded, which would show whether the file is whole.
            plan.source.read_to_the_end(tools)
            return plan
        except Refused as refused:
            raise CommandError(refused.sentence) from refused


def nothing(_: object) -> None:
    pass
