"""Restores as commands show them."""

from datetime import date
from typing import Any

from jobs.models import Job
from restore.models import Restore


def restore_record(restore: Restore) -> dict[str, Any]:
    result, job = restore.result, restore.job
    return {
        "id": restore.pk,
        "job": job.pk,
        "customer": restore.customer.name,
        "kind": restore.kind,
        "database": restore.database,
        "state": job.state,
        "error": job.error,
        "error_code": job.error_code,
        "backup_sha256": restore.backup.sha256 if restore.backup else None,
        "file": restore.file,
        "format": restore.plan.get("format"),
        "wrappers": restore.plan.get("wrappers"),
        "tables": result.get("tables"),
        "rows": result.get("rows"),
        "rows_per_table": result.get("rows_per_table"),
        "size": result.get("size"),
        "left_out": restore.plan.get("left_out"),
        "questions": restore.plan.get("questions"),
        "seconds": job.duration.total_seconds() if job.duration else None,
        "stages": stage_seconds(job),
        "inventory": result.get("inventory"),
        "inventory_date": inventory_date(restore),
        "created_at": restore.created_at,
    }


def inventory_date(restore: Restore) -> str | date | None:
    """As the inventory has it; without one, the date of the data."""
    inventory = restore.result.get("inventory") or {}
    return inventory.get("inventory_date") or restore.dated


def stage_seconds(job: Job) -> dict[str, float]:
    """How long each stage of the last attempt took."""
    stages = job.stages.filter(attempt=job.fence).order_by("started_at")
    return {
        stage.name: (stage.finished_at - stage.started_at).total_seconds()
        for stage in stages
        if stage.started_at and stage.finished_at
    }
