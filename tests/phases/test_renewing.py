"""`renew_forecasts`: what is kept of phases, worked out anew."""

import json

from django.core.management import call_command

from phases.models import MigrationData, PhaseSummary
from tests.tracker.builders import DAY, figures


def renew(capsys, *arguments: str) -> dict:
    call_command("renew_forecasts", *arguments, "--format", "json")
    return json.loads(capsys.readouterr().out)


def test_what_was_never_worked_out_is(phase, capsys):
    MigrationData.objects.create(phase=phase, timestamp=DAY, **figures())
    assert renew(capsys) == {"phases": 1}
    assert PhaseSummary.objects.get().done_objects == 250


def test_of_one_customer_only(phase, harbour, capsys):
    MigrationData.objects.create(phase=phase, timestamp=DAY, **figures())
    assert renew(capsys, "--customer", harbour.name) == {"phases": 0}
    assert not PhaseSummary.objects.exists()
