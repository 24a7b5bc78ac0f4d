"""The pages of gathering in both themes: accessible, silent, and fit for a phone."""

from datetime import date

import pytest
from django.urls import reverse

from gather.services.gathering import gather
from projects.services import create_project
from tests.gather import stocks

pytestmark = pytest.mark.browser
BUCKETS = {"NEWS": (900, 100), "SPORT": (450, 0), "OLD": (5, 5)}


@pytest.fixture
def addresses(live_server, northwind, inventory, copying, cruise, harbour):
    elsewhere = create_project(customer=harbour, name="Elsewhere", type="IOM_BUCKET")
    before = stocks.blackpearl(northwind, dated=date(2026, 1, 12), buckets=BUCKETS)
    measured = gather(phase=copying, inventory=before)
    paths = {
        "gather": reverse("gather:gather"),
        "gather-phase": f"{reverse('gather:gather')}?phase={copying.pk}",
        "gather-new": f"{reverse('gather:gather')}?project={copying.project.pk}"
        "&phase=new&source=First copy&target=Second&name=SPORT",
        "gather-nothing": f"{reverse('gather:gather')}?project={cruise.pk}&phase=new",
        "gather-many": f"{reverse('gather:all')}?customer={northwind.pk}",
        "gather-of-phase": reverse("gather:of_phase", args=[copying.pk]),
        "phase-gathered": copying.get_absolute_url(),
        "gather-bucket-phases": reverse(
            "gather:bucket_phases", args=[copying.project.pk]
        ),
        "gather-no-buckets": reverse("gather:bucket_phases", args=[elsewhere.pk]),
        "gather-past": reverse("gather:past", args=[copying.pk]),
        "gather-origin": reverse("gather:origin", args=[measured.pk]),
        "inventories": reverse("gather:inventories"),
        "inventory": inventory.get_absolute_url(),
        "inventory-buckets": reverse("gather:of_buckets", args=[inventory.pk]),
        "inventory-bucket": reverse("gather:bucket", args=[inventory.pk])
        + "?name=NEWS",
        "inventory-compare": f"{reverse('gather:compare')}?b={inventory.pk}",
    }
    return {name: live_server.url + path for name, path in paths.items()}


def test_they_are_presentable_and_silent(
    log_in, administrator, addresses, violations, assert_presentable
):
    log_in(administrator)
    for name, address in addresses.items():
        assert_presentable(name, address)
    assert violations == []


def test_a_phase_fetches_its_buckets_when_one_scrolls_there(
    page, log_in, administrator, addresses, violations, assert_accessible
):
    log_in(administrator)
    page.goto(addresses["phase-gathered"])
    # At once: what is revealed is replaced, so nothing here stays to be waited for.
    page.locator("#h-buckets").evaluate("heading => heading.scrollIntoView()")
    table = page.get_by_role("region", name="Buckets with the most data remaining")
    table.get_by_role("link", name="NEWS").wait_for()
    assert_accessible(page)
    assert violations == []
