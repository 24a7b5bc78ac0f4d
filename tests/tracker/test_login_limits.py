"""Who guesses is slowed down, and locks nobody else out."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.fixtures.people import PASSWORD
from tests.tracker.factors import code_of, give_app
from tests.tracker.reading import body
from tracker.accounts import limits
from tracker.accounts.limits import CODES, PASSWORDS
from tracker.cache import PatientCache

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LOGIN = reverse("account_login")
HERE, THERE = "203.0.113.7", "198.51.100.9"
MOST = PASSWORDS.pair.most
AT = datetime(2026, 1, 19, 12, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at(monkeypatch) -> None:
    """One moment, or the counters would begin afresh in the middle of a test."""
    monkeypatch.setattr(limits, "time", AT.timestamp)


@pytest.fixture(autouse=True)
def behind_a_proxy(settings) -> Iterator[None]:
    """As everybody is in production; with counters that no other test has filled."""
    settings.TRUSTED_PROXIES = 1
    server = cache._cache.get_client(None, write=True)
    yield
    for key in server.scan_iter(f"{cache.key_prefix}:*"):
        server.delete(key)


def log_in(client, name="viewer", password=PASSWORD, address=HERE, forged=""):
    hops = f"{forged}, {address}" if forged else address
    return client.post(
        LOGIN,
        {"login": name, "password": password},
        headers={"X-Forwarded-For": hops},
        REMOTE_ADDR="10.0.0.1",
    )


def guess(times: int, address=HERE, name="viewer", **more) -> list[int]:
    statuses = []
    for _ in range(times):
        answer = log_in(Client(), name, "not it", address, **more)
        statuses.append(answer.status_code)
    return statuses


def test_who_guesses_is_told_when_to_try_again(client, viewer):
    assert guess(MOST) == [200] * MOST
    refused = log_in(client)  # even with the right password
    assert refused.status_code == 429
    assert "Try again after 12:05." in body(refused)
    assert int(refused["Retry-After"]) >= 1


def test_and_may_again_when_the_time_is_over(client, viewer, monkeypatch):
    guess(MOST + 1)
    later = AT + timedelta(seconds=PASSWORDS.pair.seconds)
    monkeypatch.setattr(limits, "time", later.timestamp)
    assert log_in(client).url == "/"


def test_guesses_lock_out_nobody_else_behind_the_same_proxy(viewer, operator):
    assert 429 in guess(20, HERE, "viewer")
    assert log_in(Client(), "operator", address=THERE).url == "/"
    assert log_in(Client(), "operator", address=HERE).url == "/"
    assert log_in(Client(), "viewer", address=THERE).url == "/"


def test_one_address_guesses_at_few_accounts(viewer):
    names = [f"name{number}" for number in range(PASSWORDS.address.most)]
    assert {guess(1, HERE, name)[0] for name in names} == {200}
    assert log_in(Client(), address=HERE).status_code == 429
    assert log_in(Client(), address=THERE).url == "/"


def test_many_addresses_guess_slowly_at_one_account(viewer):
    for number in range(PASSWORDS.account.most):
        assert guess(1, f"192.0.2.{number}") == [200]
    assert guess(1, "192.0.2.99") == [429]


def test_a_known_device_gets_in_while_guessing_continues(viewer):
    mine = Client()
    log_in(mine, address=HERE)
    mine.cookies.pop(settings.SESSION_COOKIE_NAME)
    for number in range(PASSWORDS.account.most // MOST + 1):
        guess(MOST, f"192.0.2.{number}")
    guess(MOST + 1, HERE)
    assert log_in(Client(), address=HERE).status_code == 429
    assert log_in(Client(), address=THERE).status_code == 429
    assert log_in(mine, address=HERE).url == "/"
    mine.cookies.pop(settings.SESSION_COOKIE_NAME)
    assert log_in(mine, address="2001:db8::7").url == "/"


class TestTheKnownDevice:
    def test_its_cookie_is_not_for_scripts_or_others(self, client, viewer, settings):
        cookie = log_in(client).cookies["tracker_device"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        settings.SESSION_COOKIE_SECURE = True
        cookie = log_in(Client()).cookies["tracker_device"]
        assert cookie["secure"]

    def test_none_is_set_without_all_factors(self, client, viewer):
        give_app(viewer)
        assert "tracker_device" not in log_in(client).cookies

    def test_it_is_known_for_its_user_only(self, viewer, operator):
        mine = Client()
        log_in(mine, "operator")
        mine.cookies.pop(settings.SESSION_COOKIE_NAME)
        guess(MOST + 1, HERE, "viewer")
        assert log_in(mine, "viewer").status_code == 429

    def test_several_users_of_one_browser_are_known(self, viewer, operator):
        ours = Client()
        for name in ("viewer", "operator"):
            log_in(ours, name)
            ours.cookies.pop(settings.SESSION_COOKIE_NAME)
        guess(MOST + 1, HERE, "viewer")
        guess(MOST + 1, HERE, "operator")
        assert log_in(ours, "viewer").url == "/"
        ours.cookies.pop(settings.SESSION_COOKIE_NAME)
        assert log_in(ours, "operator").url == "/"

    def test_a_forged_one_is_not_known(self, client, viewer):
        client.cookies["tracker_device"] = "eyJhIjoxfQ:1x:forged"
        guess(MOST)
        assert log_in(client).status_code == 429

    def test_nor_is_one_from_before_the_password_was_changed(self, client, viewer):
        log_in(client)
        client.cookies.pop(settings.SESSION_COOKIE_NAME)
        viewer.set_password("another passphrase")
        viewer.save()
        guess(MOST)
        assert log_in(client, password="another passphrase").status_code == 429

    def test_guesses_on_it_are_counted_too(self, client, viewer):
        log_in(client)
        client.cookies.pop(settings.SESSION_COOKIE_NAME)
        statuses = [
            log_in(client, password="not it").status_code
            for _ in range(PASSWORDS.device.most + 1)
        ]
        assert statuses == [200] * PASSWORDS.device.most + [429]


def test_right_passwords_use_nothing_up(viewer):
    for _ in range(MOST + 1):
        assert log_in(Client()).url == "/"


def test_the_same_account_however_it_is_spelt(viewer):
    for name in ("viewer", "VIEWER", "Viewer", " viewer", "viewer ")[:MOST]:
        guess(1, HERE, name)
    assert log_in(Client()).status_code == 429


def test_a_forged_header_changes_nothing(viewer):
    statuses = [guess(1, forged=f"192.0.2.{n}")[0] for n in range(MOST + 1)]
    assert statuses[-1] == 429


def test_without_proxies_the_header_is_ignored(viewer, settings):
    settings.TRUSTED_PROXIES = 0
    statuses = [guess(1, f"192.0.2.{n}")[0] for n in range(MOST + 1)]
    assert statuses[-1] == 429


def test_one_network_counts_as_one_address(viewer):
    statuses = [guess(1, f"2001:db8::{n}")[0] for n in range(MOST + 1)]
    assert statuses[-1] == 429


def test_codes_are_guessed_as_rarely(viewer):
    secret = give_app(viewer)
    statuses = []
    for _ in range(CODES.pair.most + 1):
        client = Client(headers={"X-Forwarded-For": HERE})
        log_in(client)
        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        statuses.append(wrong.status_code)
    assert statuses == [200] * CODES.pair.most + [429]
    client = Client(headers={"X-Forwarded-For": THERE})
    log_in(client, address=THERE)
    right = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert right.url == "/"


ELSEWHERE = """
import django
django.setup()
from tracker.accounts import limits
from tracker.accounts.limits import PASSWORDS, guess
limits.time = lambda: 1_768_824_060.0
for _ in range(3):
    guess(PASSWORDS, account="an account", address="192.0.2.1").begin()
"""


def test_processes_count_together():
    command = [sys.executable, "-c", ELSEWHERE]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    told = b"".join(process.communicate(timeout=120)[1] for process in both)
    assert told.count(b"LockedOutError: ") == 1  # the sixth guess of five


class TestWithoutTheServer:
    @pytest.fixture(params=["gone", "silent"])
    def away(self, request, monkeypatch) -> Iterator[None]:
        """Nobody listens at its address, or nobody answers there."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = silent.getsockname()[1] if request.param == "silent" else 9
            monkeypatch.setattr(cache._cache, "_pools", {})
            address = f"redis://127.0.0.1:{port}/0"
            monkeypatch.setattr(cache._cache, "_servers", [address])
            monkeypatch.setattr(PatientCache, "asked_again_at", 0.0)
            yield

    def test_people_log_in_all_the_same(self, client, viewer, away, caplog):
        assert log_in(client).url == "/"
        [told] = [r for r in caplog.records if "not_counted" in r.getMessage()]
        assert told.levelname == "WARNING"

    def test_with_a_second_factor_too(self, viewer, away):
        secret = give_app(viewer)
        client = Client()
        log_in(client)
        code = {"code": code_of(secret)}
        assert client.post(reverse("mfa_authenticate"), code).url == "/"

    def test_a_wrong_password_is_refused(self, viewer, away):
        assert guess(MOST + 1) == [200] * (MOST + 1)

    def test_a_server_that_hangs_is_asked_once(self, viewer, monkeypatch):
        asked = []

        def hang(*args: object, **more: object) -> None:
            asked.append(args)
            raise redis.TimeoutError

        monkeypatch.setattr(PatientCache, "asked_again_at", 0.0)
        monkeypatch.setattr(cache._cache, "get_client", hang)
        assert guess(3) == [200] * 3
        assert len(asked) == 1

    def test_nobody_empties_it_with_the_message_queue(self):
        with pytest.raises(NotImplementedError):
            cache.clear()
