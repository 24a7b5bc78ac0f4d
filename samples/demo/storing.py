"""The invented customers into the tracker, through the services that people use.

A customer's gathers are stored at once, as those of an import are: forecasts as of each
of their days are made with them. Their history says that a command wrote them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from customers.models import Customer
from customers.services import create_customer
from notes.services import add_note
from phases.forecast import spoken
from phases.models import MeasurementType, MigrationData, Phase, RecordedVia
from phases.services.expectations import add_pause
from phases.services.forecasts import forecast_once
from phases.services.measurements import add_measurements
from phases.services.phases import create_phase
from phases.services.templates import create_project_from_template, save_template
from projects.services import create_project
from samples.demo.customers import (
    CUSTOMERS,
    MOEWENFELS,
    NORTHWIND,
    DemoCustomer,
    DemoPhase,
    DemoProject,
)
from samples.demo.story import Gather, gather_days, gathers
from tracker.models import User
from tracker.services import set_active

Days = dict[date, list[tuple[Phase, Gather, str]]]
TEMPLATE = "Copies on LTO9"


@transaction.atomic
def store_customers(
    *, today: date, author: User | None, tell: Callable[[str], None]
) -> None:
    """All of them, or none."""
    made = []
    for demo in CUSTOMERS:
        tell(demo.name)
        customer = create_customer(name=demo.name)
        made.append((demo, customer))
        store_gathers(store_projects(demo, customer, author, today))
        for text in demo.notes:
            add_note(subject=customer, text=text, author=author)
    store_template({demo.name: customer for demo, customer in made})
    over = [customer for demo, customer in made if not demo.active]
    set_active(over, active=False)


def store_projects(
    demo: DemoCustomer, customer: Customer, author: User | None, today: date
) -> Days:
    """Projects with their phases; gives what was gathered of these, by its day."""
    found: Days = defaultdict(list)
    days = backups_of(demo)
    for project in demo.projects:
        stored = create_project(
            customer=customer,
            name=project.name,
            type=project.type,
            target_date=ahead(project.due, today),
        )
        for each in project.phases:
            phase = create_phase(project=stored, **set_up(project, each, today))
            store_around(phase, each, author, today)
            for gather, kind in measured(each, days, f"{stored}/{phase}", today):
                found[gather.day].append((phase, gather, kind))
    return found


def backups_of(demo: DemoCustomer) -> list[int]:
    stories = [each.story for project in demo.projects for each in project.phases]
    measured_stories = [story for story in stories if story]
    first, last = (
        max(s.began for s in measured_stories),
        min(s.last for s in measured_stories),
    )
    return gather_days(demo.name, first, last)


def set_up(project: DemoProject, demo: DemoPhase, today: date) -> dict[str, Any]:
    return {
        "name": demo.name,
        "source": project.source,
        "target": project.target,
        "target_tape_partition": project.partition,
        "status": demo.status,
        "status_reason": demo.status_reason,
        "target_date": ahead(demo.due, today),
        "expected_date": ahead(demo.expected, today),
        "expected_reason": demo.expected_reason,
    }


def ahead(days: int | None, today: date) -> date | None:
    return None if days is None else today + timedelta(days=days)


def store_around(
    phase: Phase, demo: DemoPhase, author: User | None, today: date
) -> None:
    """What people know and measurements do not show."""
    for note in demo.notes:
        day = spoken(today - timedelta(days=note.ago), today)
        add_note(subject=phase, text=note.text.format(day=day), author=author)
    for pause in demo.pauses:
        add_pause(
            phase=phase,
            first_day=today - timedelta(days=pause.first),
            last_day=today - timedelta(days=pause.last),
            reason=pause.reason,
        )


def measured(
    demo: DemoPhase, days: list[int], seed: str, today: date
) -> Iterator[tuple[Gather, str]]:
    """The first one is the baseline."""
    kind = MeasurementType.REFERENCE.value
    if demo.story:
        for gather in gathers(demo.story, days, seed=seed, today=today):
            yield gather, kind
            kind = MeasurementType.DATA.value


def store_gathers(days: Days) -> None:
    """In the order of their days."""
    with forecast_once():
        add_measurements(
            [
                measurement(phase, gather, kind)
                for _, gathered in sorted(days.items())
                for phase, gather, kind in gathered
            ]
        )


def measurement(phase: Phase, gather: Gather, kind: str) -> MigrationData:
    figures = asdict(gather)
    return MigrationData(
        phase=phase,
        timestamp=figures.pop("day"),
        type=kind,
        recorded_via=RecordedVia.COMMAND,
        **figures,
    )


def store_template(customers: dict[str, Customer]) -> None:
    """One project as a template for all, and another project made from it."""
    project = customers[NORTHWIND.name].projects.get(name=NORTHWIND.projects[1].name)
    template = save_template(
        project=project,
        name=TEMPLATE,
        description="Further copies of what is on the first LTO9 domain.",
        shared=True,
    )
    create_project_from_template(
        template=template, customer=customers[MOEWENFELS.name], name="Copies off site"
    )
