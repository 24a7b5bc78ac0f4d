"""What other apps do with a restore. They know it; it does not know them.

They register in their tasks.py, as the kinds of jobs do:

    @takes_stock
    def take(*, run, restore, server, database, suffix, kind): return {…}

    @after_restore
    def gather(restore): …  # in the transaction that records the restore
"""

import secrets
from collections.abc import Callable
from typing import Any, Protocol

import psycopg
import structlog
from django.db import transaction

from customers.appliances import Appliance
from jobs.execute import expected
from jobs.pulse import AWAY
from jobs.run import Run
from restore.landing.server import Server
from restore.landing.staging import Staging
from restore.models import Restore

log = structlog.get_logger(__name__)

Stock = dict[str, Any]
Hook = Callable[[Restore], None]


class TakeStock(Protocol):
    def __call__(
        self,
        *,
        run: Run,
        restore: Restore,
        server: Server,
        database: str,
        suffix: str,
        kind: Appliance,
    ) -> Stock | None: ...


_takers: list[TakeStock] = []
_after_restore: list[Hook] = []
_after_redating: list[Hook] = []


def takes_stock(function: TakeStock) -> TakeStock:
    """Counts what was restored, as the customer's reader, before the switch.

    Called with the staging database; what it gives becomes `result["inventory"]`.
    """
    _takers[:] = [function]
    return function


def after_restore(function: Hook) -> Hook:
    """Called when the database is in use, with what records that: rows of jobs only."""
    _after_restore.append(function)
    return function


def after_redating(function: Hook) -> Hook:
    """Called when an operator corrected the date of the data of a restore."""
    _after_redating.append(function)
    return function


def stock_taker() -> TakeStock | None:
    return _takers[0] if _takers else None


def take_stock_of(
    take_stock: TakeStock, *, run: Run, restore: Restore, staging: Staging
) -> Stock:
    """For the restore's result: what was counted, or why nothing was.

    The catalogue is whole and verified, so a restore goes on without its inventory.
    """
    try:
        inventory = take_stock(
            run=run,
            restore=restore,
            server=staging.server,
            database=staging.database,
            suffix=restore.customer.database_suffix,
            kind=Appliance(restore.kind),
        )
    except Exception as error:
        run.check()
        if is_loss(error):
            raise
        sentence = f"No inventory was created. {why(error)}"
        run.log(sentence, "warning")
        return {"inventory": None, "inventory_error": sentence}
    return {"inventory": inventory}


def is_loss(error: Exception) -> bool:
    """Of a connection: then nothing else would succeed either."""
    if isinstance(error, AWAY):
        return True
    if not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        return False
    return error.sqlstate is None or error.sqlstate.startswith(("08", "57P"))


def why(error: Exception) -> str:
    if (failure := expected(error)) is not None:
        return failure[0]
    reference = secrets.token_hex(4).upper()
    log.error("taking_stock_broke", reference=reference, exc_info=error)
    return (
        "Something went wrong on our side. Give your administrator the reference "
        f"{reference}."
    )


def tell_restored(restore: Restore) -> None:
    """What breaks here keeps no restore from being recorded: it has been done."""
    for hook in _after_restore:
        try:
            with transaction.atomic():
                hook(restore)
        except Exception:
            log.exception("after_restore_broke", restore=str(restore.pk))


def tell_redated(restore: Restore) -> None:
    """In the transaction of the correction, which fails with it."""
    for hook in _after_redating:
        hook(restore)
