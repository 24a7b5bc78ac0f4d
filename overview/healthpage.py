"""What the page of health shows: checks, processes, queues, places, versions."""

import platform
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django
from django.db.models import BooleanField, Count, ExpressionWrapper, Min, Q
from django.utils import timezone

from embedded.programs.groups import host
from jobs.models import ACTIVE, Job, JobState, Service
from jobs.presence import WORKERS, heard_of_lately, version
from restore.models import PlaceReport
from tracker import health

LOOKS = {
    health.OK: ("ok", "OK"),
    health.WARNING: ("warning", "Warning"),
    health.FAIL: ("danger", "Failed"),
}
ORDER = {"danger": 0, "warning": 1, "ok": 2}
SERVERS = {
    "tracker database": "Tracker database",
    "landing server": "Landing server",
    "broker": "Broker",
}


@dataclass(frozen=True)
class Finding:
    name: str
    tone: str
    word: str
    detail: str
    advice: str  # when it is not well


@dataclass(frozen=True)
class Queue:
    queue: str
    waiting: int
    running: int
    unanswered: int
    oldest: datetime | None  # of those that wait


def health_of_all() -> dict[str, Any]:
    checks = health.everything()
    findings = sorted(map(finding, checks), key=lambda found: ORDER[found.tone])
    troubles = sum(found.tone != "ok" for found in findings)
    return {
        "findings": findings,
        "summary": f"{troubles} of {len(findings)} need attention" if troubles else "",
        "tone": "danger" if not health.healthy(checks) else "warning",
        "queues": queues(),
        "processes": processes(),
        "reports": PlaceReport.objects.select_related("server"),
        "versions": versions(checks),
        "host": host(),
        "now": timezone.now(),
    }


def finding(check: health.Check) -> Finding:
    tone, word = LOOKS[check.state]
    name = check.name.upper() if len(check.name) <= 3 else check.name.capitalize()
    return Finding(name, tone, word, check.detail, check.advice)


def queues() -> list[Queue]:
    """How many jobs each queue has; those without any, too."""
    waiting = Q(state=JobState.QUEUED)
    found = (
        Job.objects.filter(state__in=ACTIVE)
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=waiting),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
            unanswered=Count("pk", filter=Q(state=JobState.WAITING)),
            oldest=Min("queued_at", filter=waiting),
        )
    )
    known = {row["queue"]: Queue(**row) for row in found.order_by()}
    names = [*WORKERS, *sorted(known.keys() - WORKERS.keys())]
    return [known.get(name, Queue(name, 0, 0, 0, None)) for name in names]


def processes() -> list[dict[str, Any]]:
    """Each that has been heard of in the last day, and whether it still is."""
    runs = ExpressionWrapper(heard_of_lately(), output_field=BooleanField())
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
    """Servers say their own; one that does not answer has none."""
    return [
        ("Migration Tracker", version()),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        *(
            (SERVERS[check.name], check.detail if check.state == health.OK else "")
            for check in checks
            if check.name in SERVERS
        ),
    ]
