"""The page that restores are begun on."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from customers.appliances import Appliance
from customers.models import Customer
from jobs.models import JobState
from restore.models import Restore
from tests.tracker.reading import HTMX, body, error_at, error_on_top, read, toast
from tracker.models import User
from uploads.models import Upload

from .builders import some_database, some_restore

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
URL = "/restore/"
BLACKPEARL = "tapesystem_northwind_studios"


@pytest.fixture
def web(client_of: Callable[[User], Client], operator: User) -> Client:
    return client_of(operator)


@pytest.fixture
def inbox(settings, tmp_path: Path, northwind: Customer) -> Path:
    """With one file for Northwind, which nobody writes to any more."""
    settings.BACKUP_INBOX = str(tmp_path)
    settings.BACKUP_INBOX_QUIET_SECONDS = -1
    folder = tmp_path / northwind.database_suffix
    folder.mkdir()
    (folder / "nw_2026-01-19.dump").write_bytes(b"PGDMP")
    return folder


Ask = Callable[..., HttpResponseBase]


@pytest.fixture
def ask(web: Client, northwind: Customer) -> Ask:
    """Post the form as the page has it, but for what is given."""

    def post(*, headers: dict[str, str] | None = None, **more: object) -> object:
        data = {"customer": northwind.pk, "kind": "blackpearl", "database": BLACKPEARL}
        return web.post(URL, {**data, **more}, headers=headers)

    return post


def here(web: Client, customer: Customer) -> list[str]:
    """The files that can be chosen, by their keys."""
    page = read(web.get(f"{URL}?customer={customer.pk}"))
    keys = page.attributes("option", "value")
    return [key for key in keys if ":" in key]


def test_the_database_is_named_before_anything_happens(
    web: Client, northwind: Customer
) -> None:
    assert BLACKPEARL not in body(web.get(URL))
    page = body(web.get(f"{URL}?customer={northwind.pk}"))
    assert f'This creates the database <strong class="mono">{BLACKPEARL}' in page
    rio = body(web.get(f"{URL}?customer={northwind.pk}&kind=rio"))
    assert "rio_db_northwind_studios" in rio


def test_and_what_it_would_replace(web: Client, northwind: Customer) -> None:
    some_database(some_restore(northwind))
    page = read(web.get(f"{URL}?customer={northwind.pk}"))
    told = " ".join(page.texts["#choice"].split())
    assert f"replaces {BLACKPEARL} (data as of 12 Jan 2026, 5.0 MB)" in told
    rio = read(web.get(f"{URL}?customer={northwind.pk}&kind=rio"))
    assert "creates the database" in rio.texts["#choice"]


@pytest.mark.parametrize("part", ["choice", "recent"])
def test_htmx_gets_what_changes(web: Client, northwind: Customer, part: str) -> None:
    headers = {**HTMX, "HX-Target": part}
    url = f"{URL}?customer={northwind.pk}"
    page = body(web.get(url, headers=headers))
    assert f'id="{part}"' in page
    assert "<form" not in page


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (JobState.RUNNING, "Yours will start when it finishes."),
        (JobState.WAITING, "Yours does not wait for it."),
    ],
)
def test_whether_it_waits_for_the_other_one(
    web: Client, northwind: Customer, state: JobState, text: str
) -> None:
    some_restore(northwind, state=state)
    assert text in body(web.get(f"{URL}?customer={northwind.pk}"))


@pytest.mark.parametrize("value", ["x", "", "00000000-0000-0000-0000-000000000000"])
def test_a_customer_that_is_none(web: Client, value: str) -> None:
    response = web.get(f"{URL}?customer={value}&kind=toaster&date=x")
    assert response.status_code == 200
    assert "Choose the customer first" in body(response)


def test_nobody_sees_the_names_of_others(web: Client, harbour: Customer) -> None:
    page = body(web.get(f"{URL}?customer={harbour.pk}"))
    assert harbour.database_suffix not in page


def test_a_viewer_only_looks(
    client_of: Callable[[User], Client], viewer: User, northwind: Customer
) -> None:
    client = client_of(viewer)
    assert "data-restore" not in body(client.get(URL))
    assert client.post(URL, {"customer": northwind.pk}).status_code == 403


def test_what_is_in_the_inbox_is_restored(
    web: Client, ask: Ask, inbox: Path, northwind: Customer, operator: User
) -> None:
    [key] = here(web, northwind)
    response = ask(here=key, date="2026-01-18")
    restore = Restore.objects.get()
    assert response.url == restore.get_absolute_url()
    assert (restore.customer, restore.kind) == (northwind, Appliance.BLACKPEARL)
    assert (restore.name, restore.database) == ("nw_2026-01-19.dump", BLACKPEARL)
    assert restore.file == str(inbox / "nw_2026-01-19.dump")
    assert str(restore.dated) == "2026-01-18"
    assert (restore.job.requested_by, restore.job.trigger) == (operator, "web")
    assert restore.job.page == restore.get_absolute_url()


def test_a_file_of_a_plain_form_is_restored(ask: Ask) -> None:
    ask(file=SimpleUploadedFile("nw_2026-01-19.dump", b"PGDMP" * 100))
    restore = Restore.objects.get()
    assert restore.name == "nw_2026-01-19.dump"
    assert Path(restore.file).read_bytes() == b"PGDMP" * 100


def test_what_was_sent_before_may_be_taken_again(
    web: Client, ask: Ask, northwind: Customer
) -> None:
    ask(file=SimpleUploadedFile("nw.dump", b"PGDMP"))
    first = Restore.objects.get()
    first.job.cancel_idle(None)
    [key] = here(web, northwind)
    ask(here=key)
    again = Restore.objects.exclude(pk=first.pk).get()
    assert (again.file, again.name) == (first.file, "nw.dump")


def test_who_clicks_twice_means_one(
    web: Client, ask: Ask, inbox: Path, northwind: Customer
) -> None:
    [key] = here(web, northwind)
    assert ask(here=key).url == ask(here=key).url
    assert Restore.objects.count() == 1


def test_nobody_begins_what_they_have_not_seen_the_name_of(
    web: Client, ask: Ask, inbox: Path, northwind: Customer
) -> None:
    [key] = here(web, northwind)
    response = ask(here=key, kind="rio")
    assert "rio_db_northwind_studios" in error_on_top(response)
    assert not Restore.objects.exists()


def test_without_a_file_there_is_nothing_to_restore(ask: Ask) -> None:
    assert "Choose a backup" in error_on_top(ask())


@pytest.mark.parametrize("upload", ["x", "00000000-0000-0000-0000-000000000000"])
def test_an_upload_that_is_none(ask: Ask, upload: str) -> None:
    assert "does not exist" in error_on_top(ask(upload=upload))


@pytest.mark.parametrize("key", ["inbox:x", "backup:x", "backup:../etc", "x"])
def test_a_file_that_was_never_offered(ask: Ask, key: str) -> None:
    assert "not one of the available choices" in error_on_top(ask(here=key))
    assert not Restore.objects.exists()


def test_a_file_that_went_meanwhile(
    web: Client, ask: Ask, inbox: Path, northwind: Customer
) -> None:
    [key] = here(web, northwind)
    (inbox / "nw_2026-01-19.dump").unlink()
    assert ask(here=key).status_code == 422


def test_a_date_in_the_future(
    web: Client, ask: Ask, inbox: Path, northwind: Customer
) -> None:
    [key] = here(web, northwind)
    assert "future" in error_at(ask(here=key, date="2199-01-01"), "date")


def test_a_customer_of_somebody_else(ask: Ask, harbour: Customer) -> None:
    response = ask(customer=harbour.pk, database="tapesystem_harbour_television")
    assert response.status_code == 422
    assert not Restore.objects.exists()


def test_without_javascript_one_looks_first(ask: Ask, northwind: Customer) -> None:
    response = ask(look="1", kind="rio")
    assert response.url == f"{URL}?customer={northwind.pk}&kind=rio&date="


@pytest.mark.parametrize("more", [{"look": "1"}, {"database": ""}, {"date": "x"}])
def test_a_file_of_a_plain_form_is_sent_once(
    web: Client, ask: Ask, northwind: Customer, more: dict[str, str]
) -> None:
    """Whatever is asked about first, the file is then chosen on the server."""
    file = SimpleUploadedFile("nw.dump", b"PGDMP")
    response = ask(file=file, **more)
    if "look" in more:
        response = web.get(response.url)
    selected = [a["value"] for _, a in read(response).tags if "selected" in a]
    [key] = [value for value in selected if ":" in str(value)]
    ask(here=key)
    assert Restore.objects.get().name == "nw.dump"
    assert Upload.objects.count() == 1


def test_refused_by_htmx_it_says_why_and_leaves_the_rest(ask: Ask) -> None:
    response = ask(headers={**HTMX, "HX-Target": "restore-errors"})
    assert response.status_code == 422
    page = body(response)
    assert "Choose a backup" in page
    assert "<form" not in page


def test_while_other_files_are_sent_the_page_stays(
    web: Client, ask: Ask, inbox: Path, northwind: Customer
) -> None:
    [key] = here(web, northwind)
    headers = {**HTMX, "HX-Target": "restore-errors"}
    response = ask(here=key, stay="1", headers=headers)
    assert response["HX-Retarget"] == "#recent"
    assert "restore:begun" in response["HX-Trigger"]
    assert "nw_2026-01-19.dump" in body(response)
    assert ask(here=key, headers=headers)["HX-Redirect"]


def test_the_latest_restores_are_told_while_one_is_active(
    web: Client, northwind: Customer, harbour: Customer
) -> None:
    some_restore(northwind, name="ours.dump")
    some_restore(harbour, name="theirs.dump")
    page = web.get(URL)
    assert "ours.dump" in body(page)
    assert "theirs.dump" not in body(page)
    assert "every" not in str(read(page).attributes("section", "hx-trigger"))
    some_restore(northwind, state=JobState.RUNNING)
    assert "every 2s" in read(web.get(URL)).attributes("section", "hx-trigger")


def test_the_message_names_the_file(ask: Ask, web: Client) -> None:
    ask(file=SimpleUploadedFile("nw.dump", b"PGDMP"))
    page = web.get(Restore.objects.get().get_absolute_url())
    assert "The restore of nw.dump has started." in toast(page)


def test_a_name_that_is_no_text(
    web: Client, ask: Ask, inbox: Path, northwind: Customer
) -> None:
    """A file whose name is not UTF-8, as old programs leave them."""
    os.rename(inbox / "nw_2026-01-19.dump", os.fsencode(inbox) + b"/nw\xff.dump")
    [key] = here(web, northwind)
    assert "is not a valid file name" in error_on_top(ask(here=key))


def test_the_navigation_leads_there(web: Client) -> None:
    assert reverse("restore:start") in read(web.get("/")).attributes("a", "href")
