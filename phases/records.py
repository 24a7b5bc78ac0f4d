"""Phases as commands show them."""

from typing import Any

from phases.models import Phase
from tracker.commands import record


def phase_record(phase: Phase, **more: Any) -> dict[str, Any]:
    customer = phase.project.customer
    return record(phase, customer=customer.name, customer_id=customer.pk, **more)
