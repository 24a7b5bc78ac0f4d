"""The rows in which a page sees how far an attempt is, and what it started."""

from collections.abc import Sequence

from django.db.models.functions import Coalesce, Now

from embedded.programs.groups import Group, boot, host
from jobs.models import Job, JobProcess, JobStage, StageState
from jobs.progress import StageNote


def prepare_stages(job: Job, names: Sequence[str]) -> None:
    """What will come, so that a page can show it before it begins."""
    JobStage.objects.bulk_create(
        JobStage(job=job, attempt=job.fence, position=position, name=name)
        for position, name in enumerate(names)
    )


def store_stage(job: Job, note: StageNote) -> None:
    """How far a stage is; the times are when the database heard of it."""
    begun = {"started_at": Coalesce("started_at", Now())}
    values = {
        "name": note.name,
        "state": note.state,
        "done": note.done,
        "total": note.total,
        "unit": note.unit,
    }
    if note.state in (StageState.DONE, StageState.FAILED):
        values["finished_at"] = Now()
    row = {"job": job, "attempt": job.fence, "position": note.position}
    if not JobStage.objects.filter(**row).update(**values, **begun):
        JobStage.objects.create(**row, **values, started_at=Now())


def record_process(job: Job, group: Group, name: str) -> None:
    JobProcess.objects.create(
        job=job,
        fence=job.fence,
        host=host(),
        boot=boot(),
        group=group.leader,
        started=group.started,
        name=name[:200],
    )


def forget_process(job: Job, group: Group) -> None:
    ours = JobProcess.objects.filter(job=job, host=host(), boot=boot())
    ours.filter(group=group.leader, started=group.started).delete()
