"""Walking a list page by page meets each row once, in order, forth and back."""

from datetime import date

import pytest

from customers.models import Customer
from phases.models import Phase
from projects.models import Project
from tests.tracker.builders import some_customers, some_phases, some_projects
from tracker.paging import Order, key_page

pytestmark = pytest.mark.slow

ROWS, SIZE = 120, 25


def walk(queryset, order: str, step: str, cursor: str = "", **more) -> list[list]:
    pages = []
    while True:
        page = key_page(queryset, order=order, cursor=cursor, size=SIZE, **more)
        pages.append((page, page.rows))
        assert len(pages) <= 10, "the walk never ends"
        if not (cursor := getattr(page, step)):
            return pages


def assert_once_in_order(queryset, order: str, *, unknown: bool = False) -> None:
    key = Order.parse(order, unknown=unknown)
    expected = [row.pk for row in key.of(queryset)]
    forth = walk(queryset, order, "next", unknown=unknown)
    assert [row.pk for _, rows in forth for row in rows] == expected, order
    assert forth[0][0].previous is None
    start = forth[-1][0].previous
    back = walk(queryset, order, "previous", start, unknown=unknown)
    rows = [row.pk for _, rows in reversed(back) for row in rows]
    assert rows == expected[: -len(forth[-1][1])], order


@pytest.fixture
def phases(project):
    """Alike in much; a third have no target date; a few differ in case only."""
    made = some_phases(project, ROWS)
    for n, phase in enumerate(made):
        phase.target_date = date(2027, 1, 1 + n % 3) if n % 3 else None
        phase.status = ["active", "paused", "planned"][n % 3]
        phase.name = phase.name.upper() if n % 2 else phase.name
    Phase.objects.bulk_update(made, ["target_date", "status", "name"])
    return Phase.objects.sortable()


PHASES = (
    "sort_name",
    "sort_project",
    "sort_customer",
    "status",
    "type",
    "source",
    "created_at",
    "updated_at",
)
PROJECTS = ("sort_name", "phase_count", "active", "created_at")
CUSTOMERS = ("sort_name", "database_suffix", "project_count")


@pytest.mark.parametrize("sign", ["", "-"])
def test_phases(phases, sign):
    for order in PHASES:
        assert_once_in_order(phases, sign + order)


@pytest.mark.parametrize("sign", ["", "-"])
def test_unknown_ones_come_last_both_ways(phases, sign):
    assert_once_in_order(phases, f"{sign}target_date", unknown=True)
    last = walk(phases, f"{sign}target_date", "next", unknown=True)[-1][1]
    assert {phase.target_date for phase in last} == {None}


@pytest.mark.parametrize("sign", ["", "-"])
def test_projects(northwind, sign):
    some_phases(some_projects(northwind, ROWS)[7], 3)
    for order in PROJECTS:
        assert_once_in_order(Project.objects.with_counts().sortable(), sign + order)


@pytest.mark.parametrize("sign", ["", "-"])
def test_customers(db, sign):
    some_projects(some_customers(ROWS)[7], 3)
    for order in CUSTOMERS:
        assert_once_in_order(Customer.objects.with_counts().sortable(), sign + order)
