"""Is everything there and well? For `/readyz`, the health command and the health page.

Each check has its own short timeouts: an answer comes soon, whatever hangs.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import autodiscover_modules
from psycopg.conninfo import conninfo_to_dict

from tracker.checks import excess_of_rights
from tracker.embedded import EmbeddedError, check_floor
from tracker.jobs import broker
from tracker.jobs.presence import RECONCILER, WORKERS, Kind, running

OK, WARNING, FAIL = "ok", "warning", "FAIL"
PATIENCE = 2  # seconds
LEAST_SPACE = 200 * 1000**2


@dataclass(frozen=True)
class Check:
    name: str
    state: str
    detail: str


class UnwellError(Exception):
    """What is wrong, in one sentence."""


_more: dict[str, Callable[[], str]] = {}


def health_check(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Registers a function of an app's tasks.py that asks for what may be missing."""

    def register(ask: Callable[[], str]) -> Callable[[], str]:
        _more[name] = ask
        return ask

    return register


def of_apps() -> Iterator[Check]:
    autodiscover_modules("tasks")
    for name, ask in _more.items():
        yield check(name, ask, required=False)


def healthy(checks: list[Check]) -> bool:
    return all(check.state != FAIL for check in checks)


def ready() -> list[Check]:
    """What serving a page needs; asked often."""
    return [database(), message_broker()]


def everything(*, services: bool = False) -> list[Check]:
    """All there is to know; `services` says that worker and reconciler must run."""
    return list(_everything(services=services))


def _everything(*, services: bool) -> Iterator[Check]:
    found = database()
    yield found
    if found.state == OK:  # else these say the same again, each after a timeout
        yield check("application role", application_role)
        yield check("migrations", migrations)
    yield check("landing server", landing_server)
    yield message_broker()
    if found.state == OK:
        for kind in (*WORKERS.values(), RECONCILER):
            yield check(kind.name, partial(seen, kind), required=services)
    yield check("disk", disk)
    yield from of_apps()


def check(name: str, ask: Callable[[], str], *, required: bool = True) -> Check:
    try:
        return Check(name, OK, ask())
    except (UnwellError, EmbeddedError, broker.BrokerError) as trouble:
        return Check(name, FAIL if required else WARNING, str(trouble))
    except (psycopg.Error, DatabaseError, OSError) as error:
        return Check(name, FAIL if required else WARNING, first_line(error))


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


def database() -> Check:
    parameters = connection.get_connection_params()
    return check("tracker database", lambda: postgresql(**parameters))


def message_broker() -> Check:
    return check("broker", ping)


def landing_server() -> str:
    try:
        parameters = conninfo_to_dict(settings.LANDING_DATABASE_URL)
    except psycopg.ProgrammingError:  # whose text may have the password in it
        raise UnwellError("LANDING_DATABASE_URL is no address of PostgreSQL.") from None
    return postgresql(**parameters)


def postgresql(**parameters: Any) -> str:
    """Log in anew: a connection that is open already says nothing about the next."""
    parameters.update(
        connect_timeout=PATIENCE,
        options=f"-c statement_timeout={PATIENCE}s",
        tcp_user_timeout=PATIENCE * 1000,
        application_name="tracker-health",
    )
    with psycopg.connect(**parameters) as session:
        session.execute("SELECT 1")
        number = session.info.server_version
    check_floor(number)
    return f"PostgreSQL {number // 10_000}.{number % 10_000}"


def application_role() -> str:
    with connection.cursor() as cursor:
        problems = excess_of_rights(cursor, settings.APPLICATION_ROLE)
    if problems:
        raise UnwellError(problems[0])
    return f"{settings.APPLICATION_ROLE} owns nothing"


def migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise UnwellError(f"{len(plan)} are missing: run manage.py migrate.")
    return "all applied"


def ping() -> str:
    with broker.client() as session:
        session.ping()
        info = session.info("server")
    name = info.get("server_name", "redis").capitalize()
    return f"{name} {info.get(f'{name.lower()}_version', '')}".strip()


def seen(kind: Kind) -> str:
    hosts = sorted(running(kind).values_list("host", flat=True))
    if not hosts:
        raise UnwellError("not running")
    return f"running on {', '.join(hosts)}"


def disk() -> str:
    usage = shutil.disk_usage(_existing(settings.VAR_DIR))
    text = f"{usage.free / 1000**3:,.1f} GB free of {usage.total / 1000**3:,.1f} GB"
    if usage.free < LEAST_SPACE:
        raise UnwellError(f"only {text}")
    return text


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.absolute().parents) if place.exists())
