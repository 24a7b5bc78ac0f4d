"""Dictionaries of jobs, as commands' `--format json` and the API give them."""

from dataclasses import asdict
from typing import Any

from jobs.models import Job
from jobs.reconciler import StepOutcome
from tracker.records import record

LEFT_OUT = ("input", "traceback")


def job_record(job: Job) -> dict[str, Any]:
    return {name: value for name, value in record(job).items() if name not in LEFT_OUT}


def state_record(job: Job) -> dict[str, Any]:
    return {"id": job.pk, "state": job.state}


def step_record(outcome: StepOutcome) -> dict[str, str]:
    return asdict(outcome)
