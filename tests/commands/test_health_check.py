from jobs.presence import RECONCILER, RESTORE_WORKER, WORKER, report

NOBODY = "redis://127.0.0.1:1/0"


def test_well_is_exit_0(run):
    result = run("health_check")
    assert result.code == 0
    assert "PostgreSQL 18" in result.out


def test_as_json(run):
    answer = run("health_check", "--format", "json").json
    assert answer["healthy"] is True
    assert set(answer["checks"][0]) == {"name", "state", "detail"}


def test_not_well_is_exit_1_and_says_what(run, settings):
    settings.REDIS_URL = NOBODY
    result = run("health_check", "--format", "json")
    assert result.code == 1
    assert result.json["healthy"] is False
    assert result.err == "Not working: broker.\n"


def test_services_can_be_demanded(run):
    assert run("health_check", "--services").code == 1
    report(WORKER)
    report(RESTORE_WORKER)
    report(RECONCILER)
    assert run("health_check", "--services").code == 0


def test_reconcile_once_says_what_it_did(run, settings):
    result = run("reconcile", "--once", "--format", "json")
    assert result.code == 0
    assert {"step": "reconciler", "state": "done", "detail": "reported"} in result.json
    settings.REDIS_URL = NOBODY
    assert run("reconcile", "--once").code == 0  # it needs no broker
