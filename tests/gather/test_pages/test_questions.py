"""The pages ask the database the same number of questions, however much there is."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gather.models import Inventory
from phases.services.phases import create_phase
from tests.gather import stocks
from tests.tracker.reading import body

FEW = {f"b{n:02}": (n + 1, n) for n in range(3)}
MANY = {f"b{n:02}": (n + 1, n) for n in range(60)}


def addresses(inventory: Inventory, phase) -> list[str]:
    own = [reverse(f"gather:{name}", args=[inventory.pk]) for name in (
        "inventory", "of_buckets", "bucket")]  # fmt: skip
    return [
        f"{reverse('gather:gather')}?phase={phase.pk}",
        f"{reverse('gather:gather')}?project={phase.project.pk}&phase=new",
        reverse("gather:inventories"),
        f"{reverse('gather:compare')}?b={inventory.pk}",
        *own[:2],
        f"{own[2]}?name=b01",
    ]


def questions(web, urls: list[str]) -> list[int]:
    counts = []
    for url in urls:
        with CaptureQueriesContext(connection) as asked:
            answer = web.get(url)
            body(answer)
        assert answer.status_code == 200, url
        counts.append(len(asked))
    return counts


@pytest.mark.slow
def test_few_and_many(web, northwind, project):
    phase = create_phase(
        project=project, name="All", source="First copy", target="Second copy"
    )
    stocks.blackpearl(northwind, buckets=FEW, dated=stocks.DAY - timedelta(days=7))
    few = stocks.blackpearl(northwind, buckets=FEW)
    web.get("/")
    before = questions(web, addresses(few, phase))
    for n in range(4):
        day = date(2026, 2, 1) + timedelta(days=7 * n)
        many = stocks.blackpearl(northwind, buckets=MANY, dated=day)
    for n in range(5):
        create_phase(project=project, name=f"More {n}")
    assert questions(web, addresses(many, phase)) == before
