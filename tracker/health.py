"""Is everything there and well? For `/readyz`, the health command and the health page.

Each check has its own short timeouts, and what asks elsewhere is asked at once: an
answer comes soon, whatever hangs.
"""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import autodiscover_modules
from psycopg.conninfo import conninfo_to_dict

from tracker.checks import excess_of_rights
from tracker.embedded import EmbeddedError, check_floor
from tracker.jobs import broker
from tracker.jobs.presence import RECONCILER, WORKERS, Kind, running

OK, WARNING, FAIL = "ok", "warning", "FAIL"
PATIENCE = 2  # seconds
LONGEST = 2.5  # with looking up names, for which there is no timeout
LEAST_SPACE = 200 * 1000**2


@dataclass(frozen=True)
class Check:
    name: str
    state: str
    detail: str


class UnwellError(Exception):
    """What is wrong, in one sentence."""


Ask = Callable[[], str]
_more: dict[str, Ask] = {}

# What to do when it is not well.
ADVICE = {
    "tracker database": "See whether its server runs, and what its log says.",
    "application role": "Take these rights from it; the administrator's guide says "
    "what it needs.",
    "migrations": "Run manage.py migrate, then start web and workers again.",
    "landing server": "Start it, or correct LANDING_DATABASE_URL. Restores fail until "
    "it answers; figures, gathering and reports need it not.",
    "broker": "Start it, or correct REDIS_URL. What is asked for meanwhile waits in "
    "its queue and is not lost.",
    "worker": "Start one: without it gathers, reports and drops stay in the queue.",
    "restore worker": "Start one: without it restores stay in the queue.",
    "reconciler": "Start one: without it nobody takes back the jobs of a worker that "
    "died, or cleans up after it.",
    "disk": "Make room: drop restored databases or remove backups that nobody needs.",
}


def health_check(name: str, *, advice: str = "") -> Callable[[Ask], Ask]:
    """Registers a function of an app's tasks.py that asks for what may be missing.

    It runs in a thread of its own, and has to ask the tracker's database nothing.
    """

    def register(ask: Ask) -> Ask:
        _more[name] = ask
        ADVICE[name] = advice
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
    autodiscover_modules("tasks")
    elsewhere = Elsewhere()
    servers = [
        elsewhere.ask("landing server", landing_server),
        elsewhere.ask("broker", ping),
    ]
    here = [
        elsewhere.ask("disk", disk),
        *(elsewhere.ask(name, ask, required=False) for name, ask in _more.items()),
    ]
    found = database()
    tables: list[Check] = []
    processes: list[Check] = []
    if found.state == OK:  # else these say the same again, each after a timeout
        tables = [
            check("application role", application_role),
            check("migrations", migrations),
        ]
        processes = [
            check(kind.name, partial(seen, kind), required=services)
            for kind in (*WORKERS.values(), RECONCILER)
        ]
    answers = [answer() for answer in servers]
    return [found, *tables, *answers, *processes, *(answer() for answer in here)]


class Elsewhere:
    """Asks several at once, and waits for none of them longer than LONGEST."""

    def __init__(self) -> None:
        self.until = monotonic() + LONGEST

    def ask(self, name: str, ask: Ask, *, required: bool = True) -> Callable[[], Check]:
        pool = ThreadPoolExecutor(1, thread_name_prefix="health")
        asked = pool.submit(self._asked, name, ask, required)
        pool.shutdown(wait=False)
        return partial(self._answer, asked, name, required)

    def _asked(self, name: str, ask: Ask, required: bool) -> Check:
        try:
            return check(name, ask, required=required)
        finally:
            connections.close_all()

    def _answer(self, asked: Future[Check], name: str, required: bool) -> Check:
        try:
            return asked.result(timeout=max(0, self.until - monotonic()))
        except TimeoutError:
            state = FAIL if required else WARNING
            return Check(name, state, f"no answer within {LONGEST} seconds")


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
