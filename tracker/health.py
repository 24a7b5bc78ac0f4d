"""Whether everything works: for `/readyz`, the health command and the health page.

Each room says in its health.py what it needs, and how to ask for it. Each check has its
own short timeouts, and those of other servers run at once, so that the answer comes
soon even if one hangs.
"""

import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from embedded import EmbeddedError, check_floor
from embedded.restarts import Restarts, read_restarts, record_file
from tracker.checks import excess_of_rights
from tracker.templatetags.figures import size_text
from tracker.units import current_units, shown_in

OK, WARNING, FAIL = "ok", "warning", "FAIL"
PATIENCE = 2  # seconds
LONGEST = 2.5  # with looking up names, for which there is no timeout
LEAST_SPACE = 200 * 1000**2
RECENT = timedelta(days=1)  # how long a restart is worth a warning
DATABASE = "tracker database"


class UnwellError(Exception):
    """What is wrong, in one sentence."""


Ask = Callable[[], str]


@dataclass(frozen=True)
class Need:
    """Something that must be well, and how to find out whether it is."""

    name: str
    ask: Ask
    advice: str  # what to do when it is not well
    required: bool  # else only a warning
    to_serve: bool  # no page is served without it
    a_process: bool  # of the product: required where its services should run
    asks_database: bool  # of the tracker, in the thread and session of the caller
    title: str  # on pages, where it is more than the name
    is_server: bool  # that says its version when it is well


@dataclass(frozen=True)
class Check:
    """What was found."""

    name: str
    state: str
    detail: str
    advice: str = ""
    title: str = ""
    is_server: bool = False


_needs: dict[str, Need] = {}


def health_check(
    name: str,
    *,
    advice: str,
    required: bool = True,
    to_serve: bool = False,
    a_process: bool = False,
    asks_database: bool = False,
    title: str = "",
    is_server: bool = False,
) -> Callable[[Ask], Ask]:
    """Registers a function that describes what works in a few words, or raises.

    It runs in a thread of its own, unless it asks the tracker's database.
    """

    def register(ask: Ask) -> Ask:
        _needs[name] = Need(
            name=name,
            ask=ask,
            advice=advice,
            required=required,
            to_serve=to_serve,
            a_process=a_process,
            asks_database=asks_database,
            title=title,
            is_server=is_server,
        )
        return ask

    return register


def optional() -> list[Check]:
    """Checks of what this machine may do without."""
    needs = [n for n in _needs.values() if not n.required and not n.asks_database]
    return [check(need) for need in needs]


def healthy(checks: list[Check]) -> bool:
    return all(check.state != FAIL for check in checks)


def ready() -> list[Check]:
    """What serving a page needs; asked often."""
    return [check(need) for need in _needs.values() if need.to_serve]


def everything(*, services: bool = False) -> list[Check]:
    """Every check; with `services`, workers and reconciler must run too."""
    elsewhere = Elsewhere()
    answers: dict[str, Callable[[], Check]] = {
        need.name: elsewhere.ask(need)
        for need in _needs.values()
        if not need.asks_database
    }
    own = check(_needs[DATABASE])
    answers[DATABASE] = lambda: own
    if own.state == OK:  # else these would fail too, each after a timeout
        for need in _needs.values():
            if need.asks_database and need.name != DATABASE:
                required = services if need.a_process else need.required
                answers[need.name] = partial(check, need, required=required)
    return [answers[name]() for name in _needs if name in answers]


class Elsewhere:
    """Asks several at once, and waits for none of them longer than LONGEST."""

    def __init__(self) -> None:
        self.until = monotonic() + LONGEST

    def ask(self, need: Need) -> Callable[[], Check]:
        pool = ThreadPoolExecutor(1, thread_name_prefix="health")
        future = pool.submit(self._check, need, current_units())
        pool.shutdown(wait=False)
        return partial(self._answer, future, need)

    def _check(self, need: Need, units: str) -> Check:
        try:
            with shown_in(units):
                return check(need)
        finally:
            connections.close_all()

    def _answer(self, future: Future[Check], need: Need) -> Check:
        try:
            return future.result(timeout=max(0, self.until - monotonic()))
        except TimeoutError:
            return unwell(need, f"No response within {LONGEST} seconds.")


def check(need: Need, *, required: bool | None = None) -> Check:
    try:
        return outcome(need, OK, need.ask())
    except (UnwellError, EmbeddedError) as trouble:
        return unwell(need, str(trouble), required)
    except (psycopg.Error, DatabaseError, OSError) as error:
        return unwell(need, first_line(error), required)


def unwell(need: Need, detail: str, required: bool | None = None) -> Check:
    must = need.required if required is None else required
    return outcome(need, FAIL if must else WARNING, detail, need.advice)


def outcome(need: Need, state: str, detail: str, advice: str = "") -> Check:
    return Check(need.name, state, detail, advice, need.title, need.is_server)


def first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__


@health_check(
    DATABASE,
    is_server=True,
    advice="Check that the database server is running, and read its log.",
    to_serve=True,
    asks_database=True,
)
def tracker_database() -> str:
    return postgresql(**connection.get_connection_params())


def postgresql(**parameters: Any) -> str:
    """Log in afresh: an open connection says nothing about the next one."""
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


@health_check(
    "application role",
    advice="Revoke these rights. The administrator's guide lists those it needs.",
    asks_database=True,
)
def application_role() -> str:
    with connection.cursor() as cursor:
        problems = excess_of_rights(cursor, settings.APPLICATION_ROLE)
    if problems:
        raise UnwellError(problems[0])
    return f"{settings.APPLICATION_ROLE} owns no tables"


@health_check(
    "migrations",
    advice="Run manage.py migrate, then restart the web process and the workers.",
    asks_database=True,
)
def migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        missing = f"{len(plan)} migration{'' if len(plan) == 1 else 's'}"
        raise UnwellError(f"{missing} not applied.")
    return "All applied"


@health_check(
    "disk",
    advice="Free some space. Delete restored databases or backups no longer needed.",
)
def disk() -> str:
    usage = shutil.disk_usage(existing(settings.VAR_DIR))
    text = f"{size_text(usage.free)} free of {size_text(usage.total)}"
    if usage.free < LEAST_SPACE:
        raise UnwellError(f"Only {text}.")
    return text


def existing(path: Path) -> Path:
    return next(place for place in (path, *path.absolute().parents) if place.exists())


@health_check(
    "processes",
    title="Processes of make up",
    advice="Look for the reason in the output of make up at that time. A process "
    "killed by SIGKILL often means that the machine was short of memory.",
    required=False,
)
def processes() -> str:
    """Those of this machine that `up` had to start again."""
    restarts = read_restarts(record_file(settings.VAR_DIR))
    if restarts is None:
        return "Not started by make up on this machine"
    since = timezone.now() - RECENT
    recent = [each for each in restarts if each.last and each.last > since]
    if recent:
        raise UnwellError(" ".join(map(started_again, recent)))
    return f"{len(restarts)} processes, none of which ended unexpectedly in 24 hours"


def started_again(restarts: Restarts) -> str:
    last = timezone.localtime(restarts.last).strftime("%-d %b %Y at %H:%M:%S")
    times = "once" if restarts.count == 1 else f"{restarts.count:,} times"
    return (
        f"{restarts.name} ended unexpectedly {times}, last on {last} "
        f"({restarts.reason}), and was started again."
    )
