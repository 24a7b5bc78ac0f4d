"""What the health page shows: checks, processes, queues, places, versions."""

import platform
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django
from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q
from django.utils import timezone

from embedded.programs.groups import host
from jobs.models import ACTIVE, Job, JobState, Service
from jobs.presence import WORKERS, reported_recently
from restore.models import PlaceReport
from tracker import health
from tracker.version import version

LOOKS = {
    health.OK: ("ok", "OK"),
    health.WARNING: ("warning", "Warning"),
    health.FAIL: ("danger", "Failed"),
}
ORDER = {"danger": 0, "warning": 1, "ok": 2}


@dataclass(frozen=True)
class Finding:
    name: str
    tone: str
    word: str
    detail: str
    advice: str  # when the state is not OK


@dataclass(frozen=True)
class Queue:
    queue: str
    waiting: int
    running: int
    unanswered: int
    oldest: datetime | None  # of the waiting ones


def health_of_all() -> dict[str, Any]:
    checks = health.everything()
    findings = sorted(map(finding_of, checks), key=lambda finding: ORDER[finding.tone])
    return {
        "findings": findings,
        "summary": summary_of(findings),
        "tone": "danger" if not health.healthy(checks) else "warning",
        "queues": queues(),
        "processes": processes(),
        "reports": PlaceReport.objects.select_related("server"),
        "versions": versions(checks),
        "host": host(),
        "now": timezone.now(),
    }


def finding_of(check: health.Check) -> Finding:
    tone, word = LOOKS[check.state]
    return Finding(title_of(check), tone, word, check.detail, check.advice)


def title_of(check: health.Check) -> str:
    return check.title or check.name.capitalize()


def summary_of(findings: list[Finding]) -> str:
    """Empty when all is well."""
    troubles = sum(finding.tone != "ok" for finding in findings)
    verb = "needs" if troubles == 1 else "need"
    text = f"{troubles} of {len(findings)} checks {verb} attention"
    return text if troubles else ""


def queues() -> list[Queue]:
    """How many jobs each queue has; queues without jobs, too."""
    waiting = Q(state=JobState.QUEUED)
    rows = (
        Job.objects.filter(state__in=ACTIVE)
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=waiting),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            unanswered=Count("pk", filter=Q(state=JobState.WAITING)),
            oldest=Min("queued_at", filter=waiting),
        )
    )
    by_name = {row["queue"]: Queue(**row) for row in rows.order_by()}
    names = [*WORKERS, *sorted(by_name.keys() - WORKERS.keys())]
    return [by_name.get(name, Queue(name, 0, 0, 0, None)) for name in names]


def processes() -> list[dict[str, Any]]:
    """Each that has reported in the last day, and whether it still does."""
    runs = ExpressionWrapper(reported_recently(), output_field=BooleanField())
    return [
        {
            "kind": service.name.partition("@")[0].capitalize(),
            "service": service,
            "runs": service.runs,
            "outdated": service.runs and service.version != version(),
        }
        for service in Service.objects.annotate(runs=runs).order_by("name")
    ]


def versions(checks: list[health.Check]) -> list[tuple[str, str]]:
    """Servers report their own; the version of a silent one is unknown."""
    return [
        ("Migration Tracker", version()),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        *(
            (title_of(check), check.detail if check.state == health.OK else "")
            for check in checks
            if check.is_server
        ),
    ]
