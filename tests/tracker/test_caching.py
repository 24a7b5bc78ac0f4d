"""Nothing about a customer is left in a cache, whatever the address."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from customers import views
from reports.services import make_now, new_report
from reports.snapshot import ReportRequest
from tests.tracker.reading import HTMX, is_kept
from tests.tracker.test_access_matrix import (
    BEFORE_LOGIN,
    OWN_ACCOUNT,
    PUBLIC,
    RULES,
    TUS,
    client_for,  # noqa: F401 - a fixture
    every_name,
    rows,  # noqa: F401 - a fixture
    visit,
)
from tests.uploads.tus import OCTETS, VERSION, metadata

pytestmark = pytest.mark.slow


@pytest.fixture
def web(client_of, administrator):
    client = client_of(administrator)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/customers/?format=csv", 200),
        ("/nothing/", 404),
        ("/theme/", 405),
        ("/customers", 301),
        ("/static/nothing.js", 404),
    ],
)
def test_neither_data_nor_refusals_are_kept(web, url, status):
    response = web.get(url)
    assert response.status_code == status
    assert not is_kept(response)


def test_nor_is_a_page_that_breaks(web, monkeypatch):
    monkeypatch.setattr(views, "show_list", None)
    response = web.get("/customers/")
    assert response.status_code == 500
    assert not is_kept(response)


def test_nor_is_what_the_first_middleware_answers(web, settings):
    settings.ALLOWED_HOSTS = ["tracker.example"]
    settings.SECURE_SSL_REDIRECT = True
    elsewhere = web.get("/", headers={"host": "evil.example"})
    assert (elsewhere.status_code, is_kept(elsewhere)) == (400, False)
    secure = Client().get("/customers/", headers={"host": "tracker.example"})
    assert secure.url.startswith("https:")
    assert not is_kept(secure)


def test_nor_is_a_form_without_its_token(manager, northwind):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    response = client.post("/customers/new/", {"name": "Forged"})
    assert response.status_code == 403
    assert not is_kept(response)


def test_nor_is_a_report(client_of, viewer, phase):
    request = ReportRequest(phase.project.customer, phase=phase)
    report = make_now(report=new_report(request, "csv", "a test", None))
    url = reverse("reports:download", args=[report.pk])
    for response in (client_of(viewer).get(url), client_of(viewer).head(url)):
        assert response.status_code == 200
        assert not is_kept(response)


def test_nor_is_any_answer_of_tus(client_of, operator, northwind, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path
    client = client_of(operator)
    told = {"customer": northwind.pk, "filename": "x"}
    headers = {**VERSION, "Upload-Length": "5", "Upload-Metadata": metadata(**told)}
    created = client.post(reverse("uploads:tus"), headers=headers)
    answers = [created]
    for method in ("OPTIONS", "HEAD", "GET", "PATCH", "DELETE"):
        sent = {**VERSION, "Upload-Offset": "0"}
        url = created["Location"]
        answers.append(client.generic(method, url, b"12", OCTETS, headers=sent))
    assert [answer.status_code for answer in answers] == [201, 204, 200, 200, 204, 204]
    assert not any(map(is_kept, answers))


def test_static_files_are_for_everybody(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "base.css").write_text("p { margin: 0 }")
    client = Client()
    response = client.get("/static/base.css")
    assert response.status_code == 200
    assert response["Cache-Control"] == "max-age=60, public"
    known = {"If-Modified-Since": response["Last-Modified"]}
    again = client.get("/static/base.css", headers=known)
    assert again.status_code == 304
    assert again["Cache-Control"] == "max-age=60, public"


@pytest.mark.parametrize("name", ["livez", "readyz"])
def test_probes_are_asked_anew_each_time(client, db, name):
    kept = client.get(reverse(name))["Cache-Control"]
    assert kept == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_nobody_keeps_an_answer(client_for, rows):  # noqa: F811
    """Those that an administrator gets are looked at in test_unseen.py."""
    client = client_for("anonymous")
    kept = [
        (name, method)
        for name, rule in RULES.items()
        for headers in ({}, HTMX)
        for method, response in visit(client, name, rule, rows, **headers)
        if is_kept(response)
    ]
    assert not kept


@pytest.mark.parametrize("person", ["anonymous", "administrator"])
def test_nor_what_is_for_all(client_for, person):  # noqa: F811
    client = client_for(person)
    others = TUS | PUBLIC | BEFORE_LOGIN | OWN_ACCOUNT
    for name in others - {"uploads:file", "account_confirm_email"}:
        if "_from_key" not in name:
            assert not is_kept(client.get(reverse(name))), name


def test_nobody_keeps_a_page_of_the_admin(client_for):  # noqa: F811
    """Lists and what they lead to are looked at in test_unseen.py."""
    client = client_for("administrator")
    for name in set(every_name(get_resolver().url_patterns)):
        if name.startswith("admin:") and name.endswith(
            ("add", "index", "jsi18n", "autocomplete")
        ):
            assert not is_kept(client.get(reverse(name))), name
