"""Much data, quickly."""

from datetime import date, timedelta

from customers.models import Customer
from phases.models import MigrationData, Phase
from phases.services.forecasts import renew
from projects.models import Project

DAY = date(2026, 1, 5)


def some_customers(count: int) -> list[Customer]:
    return Customer.objects.bulk_create(
        Customer(name=f"Studio {n:05}", database_suffix=f"studio_{n:05}")
        for n in range(count)
    )


def some_projects(customer: Customer, count: int) -> list[Project]:
    return Project.objects.bulk_create(
        Project(customer=customer, name=f"Archive {n:05}", type="IOM_BUCKET")
        for n in range(count)
    )


def some_phases(project: Project, count: int, **more) -> list[Phase]:
    return Phase.objects.bulk_create(
        [
            Phase(project=project, name=f"Part {n:05}", type="IOM_BUCKET", **more)
            for n in range(count)
        ],
        batch_size=2000,
    )


def figures(**more) -> dict[str, int]:
    return {
        "source_objects": 1000,
        "source_size": 5_000_000,
        "target_objects": 250,
        "target_size": 1_000_000,
        **more,
    }


def some_measurements(phase: Phase, count: int) -> list[MigrationData]:
    made = MigrationData.objects.bulk_create(
        MigrationData(
            phase=phase, timestamp=DAY + timedelta(days=n), **figures(target_objects=n)
        )
        for n in range(count)
    )
    renew([phase.pk])
    return made
