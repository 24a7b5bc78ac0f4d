import time

import pytest

from jobs.presence import RECONCILER, RESTORE_WORKER, WORKER, report
from tests.fixtures.patience import soon
from tracker import health

pytestmark = pytest.mark.django_db
NOBODY = "127.0.0.1:1"


def states(checks):
    return {check.name: check.state for check in checks}


def details(checks):
    return " ".join(check.detail for check in checks)


def test_all_is_well_without_services_but_they_are_missed():
    checks = health.everything()
    by_name = states(checks)
    assert health.healthy(checks)
    for name in ("worker", "restore worker", "reconciler"):
        assert by_name.pop(name) == health.WARNING
    del by_name["sandbox"]  # of which not every machine has one
    assert set(by_name.values()) == {health.OK}
    assert "PostgreSQL 18" in details(checks)


def test_services_can_be_demanded():
    assert not health.healthy(health.everything(services=True))
    for kind in (WORKER, RESTORE_WORKER, RECONCILER):
        report(kind)
    assert health.healthy(health.everything(services=True))


def test_servers_that_are_away_are_named_soon_and_without_passwords(settings):
    settings.LANDING_DATABASE_URL = f"postgres://me:canary@{NOBODY}/x"
    settings.REDIS_URL = f"redis://:canary@{NOBODY}/0"
    began = time.monotonic()
    checks = health.everything()
    assert time.monotonic() - began < soon(5)
    failed = [check.name for check in checks if check.state == health.FAIL]
    assert failed == ["broker", "landing server"]
    assert "canary" not in details(checks)


def test_an_address_that_is_none_is_not_repeated(settings):
    settings.LANDING_DATABASE_URL = "postgres://me:cana%zzry@localhost/x"
    checks = health.everything()
    assert states(checks)["landing server"] == health.FAIL
    assert "cana" not in details(checks)


def test_ready_asks_database_and_broker(settings):
    assert states(health.ready()) == {"tracker database": "ok", "broker": "ok"}
    settings.REDIS_URL = f"redis://{NOBODY}/0"
    assert not health.healthy(health.ready())


@pytest.mark.slow
def test_a_broker_that_takes_but_does_not_answer(settings, silent_server):
    settings.REDIS_URL = f"redis://127.0.0.1:{silent_server}/0"
    settings.LANDING_DATABASE_URL = f"postgres://me@127.0.0.1:{silent_server}/x"
    began = time.monotonic()
    by_name = states(health.everything())
    assert by_name["broker"] == by_name["landing server"] == health.FAIL
    assert time.monotonic() - began < soon(8)


def test_migrations_that_are_missing(monkeypatch):
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [1, 2])
    checks = health.everything()
    assert states(checks)["migrations"] == health.FAIL
    assert "2 migrations not applied" in details(checks)


def test_a_server_below_the_floor(monkeypatch):
    def too_old(number):
        raise health.EmbeddedError("PostgreSQL 18.1 lacks security fixes.")

    monkeypatch.setattr(health, "check_floor", too_old)
    assert states(health.ready())["tracker database"] == health.FAIL


def test_a_full_disk(monkeypatch):
    monkeypatch.setattr(health, "LEAST_SPACE", 10**18)
    assert states(health.everything())["disk"] == health.FAIL
