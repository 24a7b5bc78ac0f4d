"""The two roles of the tracker's database.

The *owner* owns the tables and is used by `migrate` only.
The *application* role does everything else, and may not alter a table or history.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from pghistory.models import Context, Event
from psycopg import sql

from tracker import addresses

LOGIN = ("USER", "PASSWORD", "HOST", "PORT")
PATIENT = {"options": "-c statement_timeout=0"}  # a migration takes what it takes


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Let the connection log in as the owner while the block runs."""
    if not settings.DATABASE_OWNER_URL:
        raise ImproperlyConfigured(
            "DATABASE_OWNER_URL is not set. Set it to the address with which the owner "
            "of the tracker's tables logs in (see .env.example)."
        )
    owner = addresses.database(settings.DATABASE_OWNER_URL)
    connection = connections[alias]
    application = {key: connection.settings_dict[key] for key in LOGIN}
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict.update({key: owner[key] for key in LOGIN})
    connection.settings_dict["OPTIONS"] = {**options, **PATIENT}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(application, OPTIONS=options)


def grant_application_role(*, role: str, alias: str) -> None:
    """Give the application what it needs of each table, and no more."""
    for statement in _grants(role):
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)


def _grants(role: str) -> Iterator[sql.Composed]:
    name = sql.Identifier(role)
    yield sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name)
    yield sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(
        name
    )
    yield sql.SQL("GRANT SELECT ON django_migrations TO {}").format(name)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield sql.SQL("GRANT {} ON {} TO {}").format(
                sql.SQL(_rights(model)), sql.Identifier(model._meta.db_table), name
            )


def _rights(model: type) -> str:
    if issubclass(model, Context):  # written by a function of the owner's
        return "SELECT"
    if issubclass(model, Event) or getattr(model, "only_added", False):
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"
