"""A strict policy on every page, and nothing in any page that needs a laxer one."""

import pytest
from django.test import Client
from django.urls import reverse

from customers import views
from notes.services import add_note
from phases.services.measurements import (
    add_measurement,
    correct_measurement,
    delete_measurement,
)
from phases.services.phases import create_phase
from phases.services.templates import save_template
from tests.fixtures.people import PASSWORD
from tests.tracker.builders import DAY, figures
from tests.tracker.reading import HTMX, body, read

pytestmark = pytest.mark.slow

DATA = "application/json"  # which no browser runs
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def policy(response) -> set[str]:
    return set(response["Content-Security-Policy"].split("; "))


@pytest.fixture
def web(client_of, administrator):
    client = client_of(administrator)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/", 200),
        ("/customers/new/", 200),
        ("/nothing/", 404),
        ("/livez", 200),
        ("/metrics", 200),
        ("/phases/?format=csv", 200),
        ("/theme/", 405),
    ],
)
def test_the_policy_is_strict_everywhere(web, url, status):
    response = web.get(url)
    assert response.status_code == status
    assert policy(response) == POLICY


def test_on_refusals_too(client_of, viewer):
    response = client_of(viewer).get("/customers/new/")
    assert response.status_code == 403
    assert policy(response) == POLICY


def test_at_the_login_too(client, db):
    assert policy(client.get("/accounts/login/")) == POLICY


def test_when_something_breaks_too(web, monkeypatch):
    monkeypatch.setattr(views, "show_list", None)
    response = web.get("/customers/")
    assert response.status_code == 500
    assert policy(response) == POLICY
    assert "Something went wrong on our side" in body(response)


def test_a_request_that_is_not_understood_is_400(web, settings):
    settings.ALLOWED_HOSTS = ["tracker.example"]
    response = web.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert policy(response) == POLICY


def test_a_form_of_another_session_is_refused(client_of, manager, northwind):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    response = client.post("/customers/new/", {"name": "Forged"})
    assert response.status_code == 403
    assert "This form has expired" in body(response)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_other_headers_protect(web, header, value):
    assert web.get("/")[header] == value


def test_cookies_are_not_for_scripts_or_others(client, viewer):
    login = {"login": viewer.username, "password": PASSWORD}
    cookie = client.post("/accounts/login/", login).cookies["tracker_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.fixture
def pages(northwind, project, phase, measurement, operator):
    """The address of every page, with something to show on it."""
    correct_measurement(measurement=measurement, reason="Typo", target_objects=2000)
    add_note(subject=phase, text="Seen", author=operator)
    create_phase(project=project, name="Second", status="paused", status_reason="Why")
    template = save_template(project=project, name="T")
    gone = add_measurement(phase=phase, timestamp=DAY, **figures())
    delete_measurement(measurement=gone)
    rows = {"customers": northwind, "projects": project, "phases": phase}
    forms = [
        reverse(f"{app}:{name}", args=[row.pk])
        for app, row in rows.items()
        for name in ("edit", "delete")
    ]
    phase_forms = ("status", "duplicate", "measurement_add")
    forms += [reverse(f"phases:{name}", args=[phase.pk]) for name in phase_forms]
    forms += [
        reverse(f"phases:measurement_{name}", args=[measurement.pk])
        for name in ("correct", "delete")
    ]
    forms += [
        reverse(f"phases:template_{name}", args=[template.pk])
        for name in ("start", "delete")
    ]
    forms.append(reverse("phases:template_save", args=[project.pk]))
    forms += [reverse(f"{app}:create") for app in rows] + [
        reverse("phases:create_many")
    ]
    lists = [reverse(f"{app}:list") for app in rows]
    details = [row.get_absolute_url() for row in (*rows.values(), template)]
    others = [
        "/",
        "/search/?q=n",
        "/phases/templates/",
        "/nothing/",
        "/theme/",
        "/accounts/password/change/",
        "/accounts/email/",
        "/accounts/logout/",
        "/accounts/reauthenticate/",
    ]
    return [*lists, *details, *forms, *others]


def inline(html) -> list[tuple[str, dict]]:
    """What a strict policy would not let run or apply."""
    return [
        (tag, attributes)
        for tag, attributes in html.tags
        if tag == "style"
        or (
            tag == "script"
            and not attributes.get("src")
            and attributes.get("type") != DATA
        )
        or "style" in attributes
        or any(
            name.startswith(("on", "hx-on", "hx-vals", "hx-vars"))
            for name in attributes
        )
        or (attributes.get("href") or "").startswith("javascript:")
    ]


def from_elsewhere(html) -> list[str]:
    addresses = [a.get("src") or "" for _, a in html.tags]
    addresses += [a.get("href") or "" for tag, a in html.tags if tag in ("link", "use")]
    return [a for a in addresses if a.startswith(("http:", "https:", "//", "data:"))]


def test_no_page_has_anything_inline_or_from_elsewhere(web, pages):
    for url in pages:
        html = read(web.get(url))
        assert not inline(html), url
        assert not from_elsewhere(html), url


def test_nor_has_any_part_that_htmx_gets(web, pages):
    for url in pages:
        assert not inline(read(web.get(url, headers=HTMX))), url


@pytest.mark.parametrize(
    "url", ["login/", "logout/", "signup/", "inactive/", "password/reset/"]
)
def test_nor_have_the_pages_before_the_login(client, db, url):
    html = read(client.get(f"/accounts/{url}", follow=True))
    assert not inline(html)
    assert not from_elsewhere(html)
