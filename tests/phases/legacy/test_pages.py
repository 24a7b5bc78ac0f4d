"""A file of the earlier tool by page: tried out, asked about, imported."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from customers.models import Customer
from phases.models import BucketFigures, LegacyImport, MigrationData, Phase
from phases.services import legacy as legacy_services
from tests.fixtures.people import make_user
from tests.phases.legacy.files import customer, data, legacy, phase, project
from tests.tracker.reading import body, error_at, toast

pytestmark = pytest.mark.slow

UPLOAD = "phases:legacy_upload"
FILE = {
    "customer": [customer(name="Harbour Pictures")],
    "migration_project": [project(type="IOM_MIGRATION")],
    "migration_phase": [phase()],
    "migration_data": [
        data("1"),
        data("2", "2024-01-15", target_objects=99, target_size=990),
    ],
}


@pytest.fixture
def web(client_of, manager):
    return client_of(manager)


@pytest.fixture
def upload(web, tmp_path):
    def uploaded(content: bytes | None = None, **tables):
        if content is None:
            content = legacy(tmp_path / "t.db", **tables).read_bytes()
        file = SimpleUploadedFile("tracker.db", content)
        return web.post(reverse(UPLOAD), {"file": file}, follow=True)

    return uploaded


def address(name: str) -> str:
    return reverse(f"phases:{name}", args=[LegacyImport.objects.get().pk])


def test_from_upload_to_import(web, upload, manager):
    tried = upload(**FILE)
    assert "The type &#x27;IOM_MIGRATION&#x27; is not valid." in body(tried)
    assert not Phase.objects.exists()
    chosen = web.post(address("legacy"), {"type_0": "IOM_BUCKET"}, follow=True)
    assert "Progress by objects rises from 10.0%" in body(chosen)
    assert not Phase.objects.exists()
    applied = web.post(address("legacy_apply"), {"unusual_ok": "on"}, follow=True)
    assert "5 imported" in toast(applied)
    assert MigrationData.objects.count() == 2
    assert Customer.objects.for_user(manager).filter(name="Harbour Pictures").exists()
    assert bytes(LegacyImport.objects.get().content) == b""
    again = web.post(address("legacy_apply"), follow=True)
    assert "already been imported" in toast(again)


def test_unusual_figures_stay_out_unless_confirmed(web, upload):
    upload(**{**FILE, "migration_project": [project()]})
    applied = web.post(address("legacy_apply"), follow=True)
    assert "1 unusual and not imported" in toast(applied)
    assert MigrationData.objects.count() == 1


@pytest.mark.parametrize(("rows", "more"), [(2, ""), (3, "The file has 1 more.")])
def test_entries_that_are_not_shown_are_counted(upload, monkeypatch, rows, more):
    monkeypatch.setattr(legacy_services, "SHOWN", 2)
    names = [customer(str(number), "") for number in range(rows)]
    page = body(upload(customer=names))
    assert ("are shown. The file has" in page) == bool(more)
    assert more in page


def test_the_same_file_again_says_that_nothing_is_new(web, upload, tmp_path):
    upload(**{**FILE, "migration_data": [data("1")], "migration_project": [project()]})
    web.post(address("legacy_apply"))
    LegacyImport.objects.all().delete()
    again = upload((tmp_path / "t.db").read_bytes())
    assert "nothing was changed" in body(again)


def test_a_customer_out_of_sight_is_not_added_to(upload, harbour):
    found = upload(**{**FILE, "customer": [customer(name=harbour.name)]})
    assert "This name can&#x27;t be used." in body(found)


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"x" * 999])
def test_a_strangers_file_is_refused_by_its_field(upload, content):
    assert error_at(upload(content), "file").startswith(("This file", "SQLite can't"))
    assert not LegacyImport.objects.exists()


def test_a_draft_is_discarded(web, upload):
    upload(**FILE)
    web.post(address("legacy_discard"))
    assert not LegacyImport.objects.exists()


def test_a_colleague_does_not_see_the_file(upload, client_of, harbour):
    upload(**FILE)
    other = client_of(make_user("other", "manager", customer=harbour))
    assert other.get(address("legacy")).status_code == 404


def test_the_history_of_buckets_is_a_list(web, phase):
    BucketFigures.objects.create(
        phase=phase, timestamp="2024-01-08", bucket="news", objects_count=7, size=5000
    )
    assert "Buckets in the earlier tool" in body(web.get(phase.get_absolute_url()))
    url = reverse("phases:bucket_figures", args=[phase.pk])
    assert "5.0 kB" in body(web.get(url))
    rows = body(web.get(url, {"format": "csv"})).splitlines()
    assert rows[1] == "2024-01-08,news,,,7,5000"


def test_it_is_found_where_customers_are_added(web, client_of, operator):
    url = reverse(UPLOAD)
    assert url in body(web.get(reverse("customers:list")))
    assert url not in body(client_of(operator).get(reverse("customers:list")))
