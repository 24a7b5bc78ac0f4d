"""Settings that would be unsafe in production."""

import pytest
from django.core.checks import run_checks
from django.db import connections

from tracker import checks

KEY = "k4-QvT9zLw2_Xy7RbN8mPsD5hJ1cFgA3eUiOoKtVqWxYzEu6"


@pytest.fixture
def safe(settings):
    """As in production."""
    settings.EMBEDDED = False
    settings.DEBUG = False
    settings.SECRET_KEY = KEY * 2
    settings.ALLOWED_HOSTS = ["tracker.example.org"]
    settings.LANDING_DATABASE_URL = "postgres://a:b@landing.example.org/landing"
    return settings


def found():
    return [message.id for message in checks.production()]


def test_safe_settings_are_let_pass(safe):
    assert found() == []


def test_embedded_mode_looks_after_itself(settings):
    settings.ALLOWED_HOSTS = ["*"]
    assert settings.EMBEDDED
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("SECRET_KEY", "short", "tracker.E001"),
        ("SECRET_KEY", "django-insecure-" + KEY * 2, "tracker.E001"),
        ("SECRET_KEY", "a" * 60, "tracker.E001"),
        ("DEBUG", True, "tracker.E002"),
        ("ALLOWED_HOSTS", ["*"], "tracker.E003"),
        ("ALLOWED_HOSTS", [], "tracker.E003"),
    ],
)
def test_unsafe_ones_are_named_with_a_hint(safe, name, value, error):
    setattr(safe, name, value)
    assert found() == [error]
    assert all(message.hint for message in checks.production())


def test_backups_are_not_restored_beside_the_trackers_data(safe):
    place = {"HOST": "db.example.org", "PORT": 5432, "NAME": "tracker"}
    safe.DATABASES = {"default": {**safe.DATABASES["default"], **place}}
    safe.LANDING_DATABASE_URL = "postgres://a:b@db.example.org:5432/tracker"
    assert found() == ["tracker.E004"]
    safe.LANDING_DATABASE_URL = "postgres://a:b@db.example.org:5432/landing"
    assert found() == ["tracker.I001"]


@pytest.mark.django_db
def test_the_application_owns_nothing(settings):
    assert run_checks(tags=["database"], databases=["default"]) == []
    settings.APPLICATION_ROLE = "tracker_owner"
    [error] = run_checks(tags=["database"], databases=["default"])
    assert error.id == "tracker.E005"
    assert "owns" in error.msg


@pytest.mark.django_db
def test_a_superuser_is_noticed():
    with connections["default"].cursor() as cursor:
        [problem] = checks.excess_of_rights(cursor, "postgres")
    assert "superuser" in problem
