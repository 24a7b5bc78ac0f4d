import pytest

from jobs.checks import failpoints
from jobs.failpoints import FailpointError, failpoint


@pytest.fixture
def wish(monkeypatch):
    return lambda text: monkeypatch.setenv("FAILPOINT", text)


def test_nothing_happens_where_nothing_is_wished(wish):
    failpoint("here")
    wish("there:raise")
    failpoint("here")


def test_it_fails_as_wished(wish):
    wish("here:raise")
    with pytest.raises(FailpointError):
        failpoint("here")
    wish("here:enospc")
    with pytest.raises(OSError, match="No space left"):
        failpoint("here")


def test_once_only(wish, tmp_path):
    wish(f"here:raise:{tmp_path / 'done'}")
    with pytest.raises(FailpointError):
        failpoint("here")
    failpoint("here")


def test_from_a_file(wish, tmp_path):
    wish(f"@{tmp_path / 'wish'}")
    failpoint("here")
    (tmp_path / "wish").write_text("here:raise\n")
    with pytest.raises(FailpointError):
        failpoint("here")


def test_only_where_the_settings_allow_it(wish, settings):
    settings.FAILPOINTS_ALLOWED = False
    wish("here:raise")
    failpoint("here")
    [error] = failpoints()
    assert error.id == "tracker.E007"


def test_production_does_not_allow_it(settings):
    assert failpoints() == []
    settings.EMBEDDED = False
    [error] = failpoints()
    assert error.id == "tracker.E006"
