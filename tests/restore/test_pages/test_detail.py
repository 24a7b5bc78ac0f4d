"""The page of a restore: what it will do, does, and did."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from jobs.models import Job, JobLog, JobState
from restore.models import Restore
from tests.tracker.reading import HTMX, body, read, toast
from tracker.models import User

from .builders import plan, result, some_database, some_restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def web(client_of: Callable[[User], Client], operator: User) -> Client:
    return client_of(operator)


def page(client: Client, restore: Restore) -> HttpResponseBase:
    return client.get(restore.get_absolute_url())


def polled(response: HttpResponseBase) -> list[str]:
    return read(response).attributes("section", "hx-get")


def test_each_state_has_a_page(web: Client, northwind: Customer) -> None:
    for state in JobState:
        response = page(web, some_restore(northwind, state=state))
        assert response.status_code == 200
        assert JobState(state).label in body(response)


def test_the_plan_comes_as_soon_as_it_is_known(
    web: Client, northwind: Customer
) -> None:
    restore = some_restore(northwind, state=JobState.QUEUED)
    url = reverse("restore:plan", args=[restore.pk])
    assert url in polled(page(web, restore))
    assert web.get(url, headers=HTMX).status_code == 204
    Restore.objects.filter(pk=restore.pk).update(plan=plan())
    known = web.get(url, headers=HTMX)
    assert "Custom dump of PostgreSQL 18.6, in zstd" in body(known)
    assert url not in polled(known)
    assert url not in polled(page(web, restore))


def test_what_ended_before_its_plan_says_so(web: Client, northwind: Customer) -> None:
    restore = some_restore(northwind, state=JobState.FAILED, plan={})
    assert "stopped before the file could be read" in body(page(web, restore))
    assert not polled(page(web, restore))


def test_the_plan_says_what_is_left_out(web: Client, northwind: Customer) -> None:
    told = body(page(web, some_restore(northwind)))
    assert "1 × view: not read" in told
    assert "9.6 MB" in told
    assert "ab" * 32 in told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"consistency": "recovered", "format": "data directory"},
         "Data directory of PostgreSQL 18.6, in zstd, copied while running"),
        ({"wrappers": [], "server_version": ""}, "Custom dump"),
        ({"wrappers": ["zip", "tar"]}, "in zip and tar"),
    ],
)  # fmt: skip
def test_what_it_is_in_words(
    web: Client, northwind: Customer, more: dict[str, object], told: str
) -> None:
    assert told in body(page(web, some_restore(northwind, plan=plan(**more))))


def test_the_result_says_what_was_restored(web: Client, northwind: Customer) -> None:
    told = read(page(web, some_restore(northwind)))
    assert "30" in told.texts[".facts"]
    assert "ds3.s3_object" in told.texts[".table"]


def test_the_inventory_is_told(web: Client, northwind: Customer) -> None:
    inventory = {
        "inventory": str(northwind.pk),
        "objects": 998_102,
        "bytes": 5 * 10**12,
    }
    told = page(web, some_restore(northwind, result=result(inventory=inventory)))
    assert "998,102 objects" in body(told)
    assert "5.0 TB" in body(told)


def test_why_there_is_no_inventory(web: Client, northwind: Customer) -> None:
    known = result(inventory=None, inventory_error="No inventory was taken. Too old.")
    assert "Too old." in body(page(web, some_restore(northwind, result=known)))


def test_what_was_restored_leads_to_gathering(
    web: Client, northwind: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = some_restore(northwind)
    links = read(page(web, done)).attributes("a", "href")
    assert f"/gather/?customer={northwind.pk}" in links
    monkeypatch.setattr("restore.display.address_of", lambda *_: "")
    assert "Gather data for" not in body(page(web, done))
    failed = some_restore(northwind, state=JobState.FAILED)
    assert "Gather data for" not in body(page(web, failed))


def test_the_log_can_be_opened(web: Client, northwind: Customer) -> None:
    restore = some_restore(northwind)
    JobLog.objects.create(job=restore.job, text="<b>loaded</b>")
    assert "&lt;b&gt;loaded" in body(page(web, restore))


def test_names_are_text(web: Client, northwind: Customer) -> None:
    restore = some_restore(northwind, name="<script>x</script>.dump")
    assert "<script>x" not in body(page(web, restore))


def test_a_failed_one_can_be_tried_again(
    client_of: Callable[[User], Client], viewer: User, web: Client, northwind: Customer
) -> None:
    restore = some_restore(northwind, state=JobState.FAILED)
    retry = reverse("jobs:retry", args=[restore.job_id])
    assert retry in read(page(web, restore)).attributes("form", "action")
    seen = read(page(client_of(viewer), restore))
    assert retry not in seen.attributes("form", "action")
    response = web.post(retry, follow=True)
    assert "does not exist" in body(response)  # its file is nowhere
    assert response.redirect_chain[-1][0] == restore.get_absolute_url()


def test_trying_again_makes_another_restore(
    web: Client, operator: User, northwind: Customer, tmp_path
) -> None:
    file = tmp_path / "nw.dump"
    file.write_text("x")
    failed = some_restore(northwind, state=JobState.FAILED, file=str(file))
    response = web.post(reverse("jobs:retry", args=[failed.job_id]))
    again = Restore.objects.exclude(pk=failed.pk).get()
    assert response.url == again.get_absolute_url()
    assert (again.name, again.dated) == (failed.name, failed.dated)
    assert again.job.retry_of == failed.job
    assert (again.job.trigger, again.job.requested_by) == ("web", operator)


@pytest.fixture
def refused(northwind: Customer, tmp_path: Path) -> Restore:
    """A Rio's backup that was restored as a BlackPearl's."""
    file = tmp_path / "rio.dump"
    file.write_text("x")
    restore = some_restore(northwind, state=JobState.FAILED, file=str(file))
    Job.objects.filter(pk=restore.job_id).update(error_code="wrong_kind")
    restore.refresh_from_db()
    return restore


def test_a_file_of_the_other_appliance_is_restored_as_that_by_one_click(
    web: Client, operator: User, refused: Restore
) -> None:
    url = reverse("restore:other", args=[refused.pk])
    for address in (refused.get_absolute_url(), refused.job.get_absolute_url()):
        assert "Restore as Rio instead" in body(web.get(address))
    response = web.post(url)
    other = Restore.objects.exclude(pk=refused.pk).get()
    assert response.url == other.get_absolute_url()
    assert (other.kind, other.file) == ("rio", refused.file)
    assert other.database == "rio_db_northwind_studios"
    assert (other.job.retry_of, other.job.requested_by) == (refused.job, operator)
    assert web.post(url).url == other.get_absolute_url()  # from another tab
    links = read(page(web, refused)).attributes("a", "href")
    assert other.get_absolute_url() in links
    other.job.cancel_idle(None)
    web.post(url)
    assert Restore.objects.count() == 3


def test_only_the_code_of_the_refusal_leads_to_the_other_appliance(
    client_of: Callable[[User], Client], viewer: User, web: Client, refused: Restore
) -> None:
    assert "instead" not in body(page(client_of(viewer), refused))
    Job.objects.filter(pk=refused.job_id).update(error_code="no_tables")
    assert "instead" not in body(page(web, refused))
    response = web.post(reverse("restore:other", args=[refused.pk]), follow=True)
    assert "not refused because of its appliance" in toast(response)
    assert Restore.objects.count() == 1


def tick(response: HttpResponseBase) -> dict[str, str | None]:
    [attributes] = [a for _, a in read(response).tags if a.get("name") == "continue"]
    return attributes


def ended(client: Client, restore: Restore, **more: str) -> HttpResponseBase:
    """What the page of a restore gets that was running when it was last told."""
    url = reverse("jobs:progress", args=[restore.job_id])
    here = f"http://testserver{restore.get_absolute_url()}"
    query = {"seen": "x", "state": "running", **more}
    return client.get(url, query, headers={**HTMX, "HX-Current-URL": here})


def test_who_watches_the_end_goes_on_to_gather(
    web: Client, operator: User, northwind: Customer
) -> None:
    running = some_restore(northwind, state=JobState.RUNNING, by=operator)
    assert "checked" in tick(page(web, running))
    done = some_restore(northwind)
    leads = ended(web, done, **{"continue": "on"})
    assert leads["HX-Redirect"] == f"/gather/?customer={northwind.pk}"
    assert "Restore for Northwind Studios finished." in toast(web.get("/"))
    assert ended(web, done)["HX-Refresh"] == "true"
    failed = some_restore(northwind, state=JobState.FAILED)
    assert ended(web, failed, **{"continue": "on"})["HX-Refresh"] == "true"


def test_nobody_else_is_led_away_unasked(
    client_of: Callable[[User], Client], web: Client, manager: User, viewer: User,
    northwind: Customer,
) -> None:  # fmt: skip
    running = some_restore(northwind, state=JobState.RUNNING, by=manager)
    assert "checked" not in tick(page(web, running))
    assert 'name="continue"' not in body(page(client_of(viewer), running))


def test_what_waits_can_be_cancelled_in_one_place(
    web: Client, northwind: Customer
) -> None:
    restore = some_restore(northwind, state=JobState.WAITING)
    cancel = reverse("jobs:cancel", args=[restore.job_id])
    told = read(page(web, restore))
    assert told.attributes("button", "formaction") == [cancel]
    assert cancel not in told.attributes("form", "action")
    running = some_restore(northwind, state=JobState.RUNNING)
    cancel = reverse("jobs:cancel", args=[running.job_id])
    assert cancel in read(page(web, running)).attributes("form", "action")


def test_operator_corrects_the_date(
    web: Client, operator: User, northwind: Customer
) -> None:
    restore = some_restore(northwind)
    database = some_database(restore)
    url = reverse("restore:date", args=[restore.pk])
    assert url in read(page(web, restore)).attributes("a", "href")
    data = {"date": "2026-01-11", "reason": "The clock of the site was wrong."}
    web.post(url, data)
    for row in (restore, database, restore.backup):
        row.refresh_from_db()
        assert str(row.dated) == "2026-01-11"
    history = read(page(web, restore)).texts[".history"]
    assert "The clock of the site was wrong." in history
    assert operator.username in history


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"date": "2199-01-01", "reason": "x"}, "in the future"),
        ({"date": "", "reason": "x"}, "required"),
        ({"date": "2026-01-11", "reason": ""}, "required"),
    ],
)
def test_a_correction_that_is_none(
    web: Client, northwind: Customer, data: dict[str, str], told: str
) -> None:
    restore = some_restore(northwind)
    response = web.post(reverse("restore:date", args=[restore.pk]), data)
    assert response.status_code == 422
    assert told in body(response)


def test_what_is_not_done_has_no_date_to_correct(
    web: Client, northwind: Customer
) -> None:
    restore = some_restore(northwind, state=JobState.RUNNING)
    data = {"date": "2026-01-11", "reason": "x"}
    response = web.post(reverse("restore:date", args=[restore.pk]), data)
    assert "once the restore is done" in body(response)


def test_a_second_person_sees_the_same(
    client_of: Callable[[User], Client], web: Client, viewer: User, northwind: Customer
) -> None:
    restore = some_restore(northwind, state=JobState.RUNNING)
    first, second = page(web, restore), page(client_of(viewer), restore)
    for response in (first, second):
        assert "Running" in read(response).texts[".badge"]


def test_the_list_of_jobs_leads_to_it(web: Client, northwind: Customer) -> None:
    restore = some_restore(northwind)
    links = read(web.get(reverse("jobs:list"))).attributes("a", "href")
    assert restore.get_absolute_url() in links
