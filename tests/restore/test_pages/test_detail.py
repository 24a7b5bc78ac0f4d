"""The page of a restore: what it will do, does, and did."""

from collections.abc import Callable

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from customers.models import Customer
from jobs.models import JobLog, JobState
from restore.models import Restore
from tests.tracker.reading import HTMX, body, read
from tracker.models import User

from .builders import plan, result, some_database, some_restore

pytestmark = pytest.mark.django_db


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
    from restore import display

    monkeypatch.setattr(display, "GATHER", "nowhere:there")
    done = some_restore(northwind)
    assert "Gather data for" not in body(page(web, done))
    monkeypatch.setattr(display, "GATHER", "customers:list")
    links = read(page(web, done)).attributes("a", "href")
    assert f"/customers/?customer={northwind.pk}" in links
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
