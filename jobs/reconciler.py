"""Background maintenance: steps that are repeated for ever.

Each pass takes every step. A step is harmless to repeat and to interrupt, and one
that fails keeps neither the others nor the next pass from happening.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

import structlog
from django.conf import settings
from django.db import DatabaseError, close_old_connections

from jobs import broker, recovery
from jobs.broker import BrokerError
from jobs.presence import RECONCILER, WORKERS, forget_unseen, report
from tracker.accounts.trail import forget_failures

log = structlog.get_logger(__name__)

HOUR = 3600
ENOUGH_ASKED = 20
REPORT_WORKER = "jobs.report_worker"


@dataclass
class Step:
    """`do` gives what it did, in a few words; nothing when there was nothing to do."""

    name: str
    do: Callable[[], str]
    every: float = 0
    due: float = 0
    failing: bool = False


@dataclass(frozen=True)
class StepOutcome:
    step: str
    state: str
    detail: str


class Reconciler:
    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps = list(steps)

    def run(self, *, stopped: Callable[[], bool]) -> None:
        while not stopped():
            close_old_connections()  # one that broke is not used again
            self.one_pass()
            time.sleep(min(settings.REPORT_SECONDS, settings.RECONCILE_SECONDS))

    def one_pass(self) -> list[StepOutcome]:
        now = time.monotonic()
        return [take(step) for step in self.steps if falls_due(step, now)]


def falls_due(step: Step, now: float) -> bool:
    if now < step.due:
        return False
    step.due = now + step.every
    return True


def take(step: Step) -> StepOutcome:
    """A failure is logged when it begins and when it is over, not at each pass."""
    try:
        detail = step.do()
    except BrokerError as error:
        return failed(step, "waiting", str(error))
    except DatabaseError as error:
        return failed(step, "failed", str(error).strip().partition("\n")[0])
    except Exception as error:
        if not step.failing:
            log.exception("reconciler_step_broke", step=step.name)
        step.failing = True
        return StepOutcome(step.name, "failed", repr(error))
    if step.failing:
        log.info("reconciler_step_works_again", step=step.name)
    step.failing = False
    return StepOutcome(step.name, "done", detail)


def failed(step: Step, state: str, reason: str) -> StepOutcome:
    if not step.failing:
        log.warning("reconciler_step_failed", step=step.name, reason=reason)
    step.failing = True
    return StepOutcome(step.name, state, reason)


def report_itself() -> str:
    report(RECONCILER)
    return "reported"


def ask_workers() -> str:
    """With an end: unread messages stay in the broker's memory.

    A worker that is busy reports beside its work, and answers later.
    """
    expires = settings.REPORT_SECONDS * ENOUGH_ASKED
    queues = [queue for queue in WORKERS if broker.waiting(queue) < ENOUGH_ASKED]
    for queue in queues:
        broker.send(REPORT_WORKER, queue, queue=queue, expires=expires)
    return "workers asked to report" if queues else "earlier requests are still waiting"


def forget_services() -> str:
    count = forget_unseen()
    return f"{count} removed" if count else ""


def clear_sessions() -> str:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return "expired sessions removed"


def standard_steps() -> list[Step]:
    return [
        Step("abandoned jobs", recovery.take_back_abandoned),
        Step("unanswered jobs", recovery.end_unanswered),
        Step("processes", recovery.kill_left_groups),
        Step("strays", recovery.kill_strays),
        Step("work folders", recovery.remove_left_folders),
        *(Step(name, sweep) for name, sweep in recovery.sweepers().items()),
        Step("waiting jobs", recovery.publish_waiting),
        Step("reconciler", report_itself, every=settings.REPORT_SECONDS / 2),
        Step("workers", ask_workers, every=settings.REPORT_SECONDS),
        Step("services", forget_services),
        Step("old logs", recovery.forget_old_logs, every=HOUR),
        Step("sessions", clear_sessions, every=HOUR),
        Step("failed logins", forget_failures, every=HOUR),
    ]
