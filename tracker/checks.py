"""System checks: what makes an installation unsafe stops it, with a hint."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.db import DatabaseError, connections

from tracker import addresses

SHORTEST_KEY = 50
SHORTEST_TOKEN = 20
LOOKS_LIKE_AN_EXAMPLE = ("django-insecure-", "change", "example", "secret", "your-")
SAME_PLACE = ("HOST", "PORT")


@register(Tags.security)
def metrics_token(**options: Any) -> Iterator[CheckMessage]:
    if 0 < len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        yield Error(
            "METRICS_TOKEN can be guessed.",
            hint=f"Use {SHORTEST_TOKEN} or more random characters, as from: python -c "
            "'import secrets; print(secrets.token_urlsafe(32))'",
            id="tracker.E006",
        )


@register(Tags.security)
def production(**options: Any) -> list[CheckMessage]:
    """Embedded mode makes its own secrets and listens at home only."""
    if settings.EMBEDDED:
        return []
    return [*secret_key(), *debug(), *allowed_hosts(), *landing_database()]


def secret_key() -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    example = key.lower().startswith(LOOKS_LIKE_AN_EXAMPLE) or len(set(key)) < 10
    if len(key) < SHORTEST_KEY or example:
        yield Error(
            "SECRET_KEY can be guessed.",
            hint=f"Use {SHORTEST_KEY} or more random characters, as from: python -c "
            "'import secrets; print(secrets.token_urlsafe(64))'",
            id="tracker.E001",
        )


def debug() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            "DEBUG shows settings and data to anyone who sees an error page.",
            hint="Remove DEBUG where DATABASE_URL is set.",
            id="tracker.E002",
        )


def allowed_hosts() -> Iterator[CheckMessage]:
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS does not name the hosts that users reach the tracker by.",
            hint="List the host names, for example ALLOWED_HOSTS=tracker.example.org",
            id="tracker.E003",
        )


def landing_database() -> Iterator[CheckMessage]:
    landing = addresses.database(settings.LANDING_DATABASE_URL)
    own = settings.DATABASES["default"]
    if any(str(landing[key]) != str(own[key]) for key in SAME_PLACE):
        return
    if landing["NAME"] == own["NAME"]:
        yield Error(
            "LANDING_DATABASE_URL is the tracker's own database.",
            hint="Restored backups may contain hostile code. Use a separate server.",
            id="tracker.E004",
        )
    else:
        yield Info(
            "Restored databases are on the same server as the tracker's own database.",
            hint="Restored backups may contain hostile code. Use a separate server.",
            id="tracker.I001",
        )


@register(Tags.database)
def database_role(
    *, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    return [
        Error(
            problem,
            hint="In DATABASE_URL, use a role that owns nothing. The owner belongs in "
            "DATABASE_OWNER_URL.",
            id="tracker.E005",
        )
        for alias in databases or ()
        for problem in _rights(alias)
    ]


def _rights(alias: str) -> list[str]:
    try:
        with connections[alias].cursor() as cursor:
            return excess_of_rights(cursor, settings.APPLICATION_ROLE)
    except DatabaseError:
        return []  # what needs the database reports that it is away


def excess_of_rights(cursor: Any, role: str) -> list[str]:
    """What the application's role could do to tables and history, and must not."""
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
    row = cursor.fetchone()
    if row is None:
        return []
    if row[0]:
        return [f"The application's role, {role}, is a superuser."]
    cursor.execute(
        "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p') AND pg_has_role(%s, relowner, 'MEMBER')",
        [role],
    )
    if owned := cursor.fetchone()[0]:
        return [f"The application's role, {role}, owns {owned} tables."]
    return []
