"""How a restore is shown: its plan and its outcome in words and figures."""

from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, reverse

from jobs.display import history_shown as history_of_job
from restore.models import Restore
from restore.types import Consistency
from tracker.history import Entry, history_of, merged
from tracker.signposts import address_of

INVENTORY = "gather:inventory"
SHOWN_CHANGES = {"dated", "database"}


@dataclass(frozen=True)
class Outcome:
    """What was restored."""

    rows: int
    tables: int
    size: int
    notes: list[str]
    rows_per_table: list[tuple[str, int]]
    inventory: dict[str, Any]
    inventory_url: str
    inventory_error: str


def plan_shown(restore: Restore) -> dict[str, Any]:
    """For the template of the plan, in which `plan` is empty until it is known."""
    plan = restore.plan
    consistency = plan.get("consistency")
    return {
        "plan": plan,
        "what": what_it_is(plan) if plan else "",
        "consistency": Consistency(consistency).label if consistency else "",
    }


def what_it_is(plan: dict[str, Any]) -> str:
    """As "custom dump of PostgreSQL 18.6, in zstd and tar"."""
    sort = plan["format"]
    noun = sort if sort == "data directory" else f"{sort} dump"
    version = plan.get("server_version")
    within = " and ".join(plan["wrappers"])
    return "".join(
        (
            noun.capitalize(),
            f" of PostgreSQL {version}" if version else "",
            f", in {within}" if within else "",
        )
    )


def result_shown(restore: Restore) -> Outcome | None:
    result = restore.result
    if not result or restore.job.is_active:
        return None
    inventory = result.get("inventory") or {}
    return Outcome(
        rows=result["rows"],
        tables=result["tables"],
        size=result["size"],
        notes=result["notes"],
        rows_per_table=tables_of(restore),
        inventory=inventory,
        inventory_url=page_of(INVENTORY, inventory.get("inventory")),
        inventory_error=result.get("inventory_error", ""),
    )


def tables_of(restore: Restore) -> list[tuple[str, int]]:
    """The largest first."""
    counted = restore.result.get("rows_per_table", {})
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def gather_url(restore: Restore) -> str:
    """What comes next, where a room has such a page."""
    return address_of("restore.gather", restore)


def page_of(name: str, *arguments: Any) -> str:
    """Of an app that knows this one, and may not be installed; else nothing."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def history_shown(restore: Restore) -> list[Entry]:
    """Who did what to it; plan and result are shown elsewhere."""
    entries = [
        replace(entry, changes=[c for c in entry.changes if c.name in SHOWN_CHANGES])
        for entry in history_of(restore)
    ]
    ours = [e for e in entries if e.changes or e.reason or e.verb != "changed"]
    return merged(ours, history_of_job(restore.job))
