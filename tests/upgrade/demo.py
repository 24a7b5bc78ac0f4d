"""A row or more of each thing that people would miss after an upgrade."""

from datetime import UTC, date, datetime
from hashlib import sha256

from django.contrib.auth.models import Group

from customers.models import Customer, CustomerAccess
from customers.services import create_customer
from gather.models import Inventory
from gather.services.gathering import gather
from phases.models import Phase
from phases.services.measurements import add_measurement
from phases.services.phases import create_phase
from projects.models import Project
from projects.services import create_project
from reports.models import Report
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tests.gather import stocks
from tracker.models import User
from uploads.models import Upload

CUSTOMER = "Northwind Studios"
DAYS = (date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2))


def fill() -> None:
    customer = create_customer(name=CUSTOMER)
    user = add_operator(customer)
    project = create_project(customer=customer, name="News archive", type="IOM_BUCKET")
    measure_by_hand(project)
    inventories = measure_by_inventories(project, user)
    add_upload(customer, user, inventories[0])
    for file_format in ("json", "csv"):
        report_on(project, file_format)


def add_operator(customer: Customer) -> User:
    user = User.objects.create_user("operator")
    user.groups.set(Group.objects.filter(name="operator"))
    CustomerAccess.objects.create(user=user, customer=customer)
    return user


def measure_by_hand(project: Project) -> Phase:
    phase = create_phase(project=project, name="Pilot", source="LTO7", target="LTO9")
    for number, day in enumerate(DAYS):
        add_measurement(
            phase=phase,
            timestamp=day,
            type="DATA" if number else "REFERENCE",
            source_objects=1000,
            source_size=4_000_000,
            target_objects=200 * number,
            target_size=900_000 * number,
        )
    return phase


def measure_by_inventories(project: Project, user: User) -> list[Inventory]:
    phase = create_phase(
        project=project, name="NEWS", source="First copy", target="Second copy"
    )
    inventories = [
        stocks.blackpearl(project.customer, dated=day, buckets={"NEWS": (1000, copied)})
        for day, copied in zip(DAYS, (200, 500, 600), strict=True)
    ]
    for inventory in inventories:
        gather(phase=phase, inventory=inventory, requested_by=user)
    return inventories


def add_upload(customer: Customer, user: User, inventory: Inventory) -> Upload:
    return Upload.objects.create(
        customer=customer,
        user=user,
        name=inventory.backup_name,
        length=8,
        offset=8,
        sha256=sha256(b"a backup").hexdigest(),
        state="ready",
        ready_at=datetime(2026, 1, 20, tzinfo=UTC),
    )


def report_on(project: Project, file_format: str) -> Report:
    request = ReportRequest(customer=project.customer, project=project)
    return make_now(report=new_report(request, file_format, "operator", None))
