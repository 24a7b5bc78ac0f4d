"""A restore from end to end. Nothing before the switch touches the database in use.

identify → plan → load → index → verify → create inventory → switch over → clean up
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from customers.appliances import Appliance
from embedded.programs.children import ChildFailed
from files.errors import Refused
from files.types import Tick
from files.wrappers import Limits
from jobs.errors import Unfinished, Waits
from jobs.failpoints import failpoint
from jobs.run import Run
from restore.dumps.identify import identify
from restore.dumps.plan import Plan, make_plan
from restore.dumps.sources import read_source
from restore.errors import environment_refusal
from restore.landing.children import Line
from restore.landing.names import application_name, load_role, staging_name
from restore.landing.publish import hand_over, is_published, publish
from restore.landing.recovery import Found, recover_job
from restore.landing.remains import end_sessions, terminate
from restore.landing.server import TURN, Server, exclusive, free_space
from restore.landing.staging import Staging, create_staging
from restore.landing.verify import Verified, verify
from restore.models import Restore
from restore.recording import stock
from restore.recording.outcome import (
    keep_plan,
    keep_result,
    open_questions,
    record_in_use,
)
from restore.servers import ready
from restore.tools import Tools
from restore.types import Format, Identified
from tracker.templatetags.figures import size_text

IDENTIFY, PLAN, LOAD, INDEX = "Identify", "Plan", "Load", "Index"
VERIFY, CREATE_INVENTORY, SWITCH = "Verify", "Create inventory", "Switch over"
CLEAN_UP = "Clean up"
SLOWEST = 1_000_000  # bytes in a second; real catalogues load fifty times as fast
PATIENCE = 60  # seconds for a database server to come back in
UNCHANGED = " The database in use has not changed."
STAGES = (
    *(IDENTIFY, PLAN, LOAD, INDEX),
    *(VERIFY, CREATE_INVENTORY, SWITCH, CLEAN_UP),
)


def stages() -> tuple[str, ...]:
    """Without an inventory where no app creates one."""
    skipped = () if stock.stock_taker() else (CREATE_INVENTORY,)
    return tuple(stage for stage in STAGES if stage not in skipped)


@dataclass(frozen=True)
class Work:
    """One attempt at one restore."""

    run: Run
    restore: Restore
    server: Server
    folder: Path

    def tools(self, plan: Plan | None = None) -> Tools:
        """With bounds that follow from the size of the backup, once that is known."""
        free = room(self.folder)
        return Tools(
            tick=self.run.tick,
            log=self.run.log,
            child=self.child,
            work=self.folder,
            limit=min(free, plan.most_disk) if plan else free,
            jobs=settings.RESTORE_JOBS,
            patience=patience(plan.identified.size if plan else 0),
            run=self.run.child,
            sandbox_required=settings.RESTORE_REQUIRE_SANDBOX,
        )

    def child(self, argv: list[str], env: dict[str, str], on_line: Line) -> int:
        try:
            finished = self.run.child(argv, environment=env, on_error_line=on_line)
        except ChildFailed as failed:
            if failed.was_killed:
                raise
            return failed.returncode
        return finished.returncode


def patience(size: int) -> float:
    """Seconds without progress, or for one statement, of a backup of so many bytes."""
    return 60.0 * settings.RESTORE_STALL_MINUTES + size / SLOWEST


def perform(run: Run) -> dict[str, Any]:
    try:
        return _perform(run)
    except Exception as error:
        run.check()  # whatever broke, broke because the work was stopped
        refused = environment_refusal(error, unchanged=UNCHANGED)
        if refused is not None:
            raise refused from error
        raise


def _perform(run: Run) -> dict[str, Any]:
    restores = Restore.objects.select_related("customer", "server", "job", "backup")
    restore = restores.get(job=run.id)
    server = ready(restore.server)
    end_earlier_attempts(server, run)
    with my_turn(server, restore, run):
        found = recover_job(server, run.id).found
        if found in (Found.PUBLISHED, Found.REPLACED):
            run.log("An earlier attempt had already switched to the new database.")
            with after_the_switch():
                return record_in_use(restore, replaced=found is Found.REPLACED)
        run.allow_cancelling()  # an earlier attempt may have forbidden it
        return _from_the_start(Work(run, restore, server, run.folder()))


def my_turn(server: Server, restore: Restore, run: Run) -> AbstractContextManager[None]:
    return exclusive(
        server,
        restore.database,
        application=application_name(run.id),
        patience=TURN,
        check=run.check,
    )


def end_earlier_attempts(server: Server, run: Run) -> None:
    """A worker that was stopped for a while may hold the lock: the job is ours now."""
    for _ in range(50):
        if not terminate(server, application=application_name(run.id)):
            return
        run.check()
        time.sleep(0.1)


def _from_the_start(work: Work) -> dict[str, Any]:
    plan = identify_and_plan(work)
    with staging_for(work, plan) as staging:
        load_and_index(work, plan, staging)
        verified = verify_and_hand_over(work, plan, staging)
        keep_result(work.restore, verified, create_inventory(work, staging))
        switch(work, staging)
    with after_the_switch():
        result = record_in_use(work.restore)
        with work.run.stage(CLEAN_UP):
            shutil.rmtree(work.folder, ignore_errors=True)
    return result


@contextmanager
def after_the_switch() -> Iterator[None]:
    """The new one is in use, so the job may not say that it failed."""
    try:
        yield
    except Exception as error:
        raise Unfinished(
            "The new database is in use, but this could not be recorded. Ask your "
            "administrator to check."
        ) from error


def identify_and_plan(work: Work) -> Plan:
    """Refuses what there is no room for; waits when something has to be confirmed."""
    plan = make_plan_for(work, identify_file(work))
    for line in plan.lines():
        work.run.log(line)
    require_room(work.server, plan)
    keep_plan(work.restore, plan)
    if questions := open_questions(work.restore):
        for question in questions:
            work.run.log(question, "warning")
        raise Waits
    return plan


def identify_file(work: Work) -> Identified:
    name, path = work.restore.name, Path(work.restore.file)
    if not path.exists():
        raise Refused("gone", f"{name} is no longer on the server. Send it again.")
    with work.run.stage(IDENTIFY, total=path.stat().st_size, unit="bytes"):
        return identify_backup(path, work.folder, work.run.tick, name=name)


def make_plan_for(work: Work, identified: Identified) -> Plan:
    read_in_full = identified.format in (Format.PLAIN, Format.DATA_DIRECTORY)
    total = identified.size if read_in_full else None
    with work.run.stage(PLAN, total=total, unit="bytes"):
        return plan_for(
            identified,
            Appliance(work.restore.kind),
            work.restore.database,
            work.tools(),
        )


def require_room(server: Server, plan: Plan) -> None:
    free = free_space(server)
    if free is not None and plan.disk_needed > free - settings.RESTORE_RESERVE_BYTES:
        raise Refused(
            "disk_full",
            f"This restore needs about {size_text(plan.disk_needed)} on the database "
            f"server, which has {size_text(free)} free. Free some space there first.",
        )


def identify_backup(
    path: Path, folder: Path, tick: Tick, *, name: str = ""
) -> Identified:
    """Whatever it is called here, its own name may contain the date of the data."""
    limits = Limits(max_output=room(folder))
    return identify(path, work=folder, limits=limits, tick=tick, name=name or path.name)


def plan_for(
    identified: Identified, kind: Appliance, database: str, tools: Tools
) -> Plan:
    source = read_source(identified, tools, kind)
    return make_plan(identified, source, kind=kind, database=database)


def room(folder: Path) -> int:
    """Bytes that may be written beside the work folder."""
    return max(shutil.disk_usage(folder).free - settings.RESTORE_RESERVE_BYTES, 0)


@contextmanager
def staging_for(work: Work, plan: Plan) -> Iterator[Staging]:
    """A staging database that is gone afterwards, unless it was switched to."""
    work.run.on_cleanup(lambda: recover_job(work.server, work.run.id))
    staging = create_staging(work.server, work.run.id, schemas=plan.source.schemas)
    work.run.on_stop(lambda: end_loading(work))
    for note in staging.notes:
        work.run.log(note, "warning")
    yield staging


def end_loading(work: Work) -> None:
    """The sessions in the staging database, at once; but not another attempt's."""
    if work.run.pulse.is_lost:
        return
    with work.server.connect() as session:
        end_sessions(session, role=load_role(work.run.id))
        end_sessions(session, database=staging_name(work.run.id))


def load_and_index(work: Work, plan: Plan, staging: Staging) -> None:
    source, tools = plan.source, work.tools(plan)
    work.run.be_patient(tools.patience)
    with work.run.stage(LOAD, total=source.data_total, unit="bytes"):
        source.load(staging, tools)
    with work.run.stage(INDEX, total=source.index_total, unit="indexes"):
        source.index(staging, tools)


def verify_and_hand_over(work: Work, plan: Plan, staging: Staging) -> Verified:
    tables = plan.source.contents.tables
    with work.run.stage(VERIFY, total=len(tables), unit="tables"):
        verified = verify(
            staging, tables, plan.kind, rows=plan.source.rows, tick=work.run.tick
        )
        hand_over(
            staging,
            live=work.restore.database,
            suffix=work.restore.customer.database_suffix,
            tables=verified.names,
            step=step,
        )
    rows = sum(verified.rows.values())
    work.run.log(f"{rows:,} rows in {len(verified.rows)} tables were verified.")
    return verified


def step(name: str) -> None:
    failpoint(f"restore.publish.{name.replace(' ', '_')}")


def create_inventory(work: Work, staging: Staging) -> dict[str, Any]:
    """What another app has to count, before the switch."""
    if (take_stock := stock.stock_taker()) is None:
        return {}
    with work.run.stage(CREATE_INVENTORY):
        return stock.take_stock_of(
            take_stock, run=work.run, restore=work.restore, staging=staging
        )


def switch(work: Work, staging: Staging) -> None:
    with work.run.stage(SWITCH):
        work.run.confirm()
        work.run.point_of_no_return()
        try:
            publish_it(work, staging)
        except Exception as error:
            if not was_switched(work):
                raise
            what = type(error).__name__
            work.run.log(f"The switch was completed despite {what}.")


def publish_it(work: Work, staging: Staging) -> None:
    published = publish(staging, live=work.restore.database, step=step)
    took = f"{published.seconds:.3f} s"
    work.run.log(f"{published.database} is in use. Switching over took {took}.")


def was_switched(work: Work) -> bool:
    """Only the server knows whether a switch was done: wait for it, and ask."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return bool(is_published(work.server, work.run.id))
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise Refused(
                    "server_gone",
                    "The connection to the database server was lost during the switch. "
                    "When the server is available again, the list of databases shows "
                    "which one is in use.",
                ) from error
        work.run.check()
        time.sleep(0.5)
