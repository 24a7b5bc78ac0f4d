"""What the health page says of opening data directories here."""

from pathlib import Path

import pytest

from embedded.sandbox import levels
from restore import health as restore_health
from tracker import health
from tracker.management.commands.up import lacking_here

pytestmark = pytest.mark.django_db


def told() -> health.Check:
    [found] = (check for check in health.optional() if check.name == "sandbox")
    return found


def test_the_sandbox_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "bubblewrap", lambda: "/usr/bin/bwrap")
    monkeypatch.setattr(levels, "works", lambda walls: walls.name == "bubblewrap")
    assert told() == health.Check("sandbox", health.OK, "bubblewrap")
    assert lacking_here() == []


@pytest.mark.parametrize(
    ("required", "text"), [(True, "are refused"), (False, "restricted account")]
)
def test_none_is_a_warning(
    monkeypatch: pytest.MonkeyPatch, settings, required: bool, text: str
) -> None:
    monkeypatch.setattr(levels, "works", lambda _: False)
    settings.RESTORE_REQUIRE_SANDBOX = required
    found = told()
    assert found.state == health.WARNING
    assert text in found.detail
    assert "bubblewrap is installed" in found.detail
    assert lacking_here() == [found]


def test_without_programs_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore_health, "are_there", lambda _: False)
    assert told().state == health.OK


def test_the_level_is_that_of_this_machine() -> None:
    assert levels.level(Path("/nowhere")) == ""
