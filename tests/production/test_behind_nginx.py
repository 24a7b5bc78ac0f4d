"""What docs/nginx.conf and production's settings promise, tried from outside."""

import http.client
import os
import re
from collections.abc import Iterator
from contextlib import closing
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from customers.models import Customer
from customers.services import create_customer
from tests.fixtures.emptying import restore_database
from tests.fixtures.people import PASSWORD, make_user
from tests.production.site import HERE, NAME, TOKEN, Site, production
from tests.production.visitor import Visitor
from tests.uploads.web import wait_until
from tracker.accounts.limits import PASSWORDS
from tracker.models import User

pytestmark = pytest.mark.slow
MOST = PASSWORDS.pair.most
MEGABYTE = 2**20  # nginx's own limit of a body
EVIL = "evil.example.com"


@pytest.fixture(scope="module")
def customer(django_db_setup: None, django_db_blocker) -> Iterator[Customer]:
    """With people whose passwords are kept as in production."""
    with django_db_blocker.unblock():
        customer = create_customer(name="Northwind Studios")
        for name in ("operator", "guessed"):
            make_user(name, "operator", customer=customer)
        User.objects.create_superuser("administrator")
        User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, "salt"))
        yield customer
        restore_database(None)


@pytest.fixture(scope="module")
def site(customer: Customer, tmp_path_factory) -> Iterator[Site]:
    with production(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="module")
def operator(site: Site) -> Visitor:
    visitor = Visitor(site)
    assert visitor.log_in("operator").headers["Location"] == "/"
    return visitor


def plainly(site: Site, path: str, **headers: str) -> http.client.HTTPResponse:
    """By HTTP, as somebody who types the name."""
    connection = http.client.HTTPConnection(HERE, site.http, timeout=60)
    connection.request("GET", path, headers={"Host": NAME, **headers})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def size_of(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


@pytest.mark.parametrize("host", [NAME, EVIL])
def test_http_leads_to_https(site, host):
    forged = {"Host": host, "X-Forwarded-Proto": "https"}
    answer = plainly(site, "/phases/?q=a", **forged)
    assert answer.status == 301
    assert answer.headers["Location"] == f"https://{NAME}/phases/?q=a"


def test_probes_need_no_https(site):
    assert plainly(site, "/livez").status == 200
    assert plainly(site, "/readyz").status == 200


def test_browsers_are_told_to_stay_with_https(site):
    answer = Visitor(site).get("/accounts/login/")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_cookies_are_for_https_and_for_us_alone(site):
    answer = Visitor(site).log_in("operator")
    cookies = SimpleCookie()
    for header in answer.headers.get_all("Set-Cookie"):
        cookies.load(header)
    assert set(cookies) >= {"tracker_session", "csrftoken", "tracker_device"}
    for name, cookie in cookies.items():
        assert (cookie["secure"], cookie["samesite"]) == (True, "Lax"), name
    assert cookies["tracker_session"]["httponly"]
    assert cookies["tracker_device"]["httponly"]


def test_who_guesses_locks_out_no_other_address(site):
    for number in range(MOST):
        forged = {"X_Forwarded_For": f"192.0.2.{number}"}
        wrong = Visitor(site, "127.0.0.2").log_in("guessed", "wrong", **forged)
        assert wrong.status == 200
    assert Visitor(site, "127.0.0.2").log_in("guessed").status == 429
    forged = {"X_Forwarded_For": "127.0.0.3"}
    assert Visitor(site, "127.0.0.2").log_in("guessed", **forged).status == 429
    as_the_guesser = {"X_Forwarded_For": "127.0.0.2"}
    free = Visitor(site, "127.0.0.3").log_in("guessed", **as_the_guesser)
    assert free.headers["Location"] == "/"


def test_an_administrator_sets_up_a_second_factor_first(site):
    visitor = Visitor(site)
    assert visitor.log_in("administrator").status == 302
    for page in ("/", "/admin/", "/users/", "/metrics"):
        assert visitor.get(page).headers["Location"] == "/accounts/2fa/", page
    assert "Set one up to continue" in visitor.get("/accounts/2fa/").text


def test_a_forged_header_leads_nowhere_else(operator):
    forged = {"X_Forwarded_Host": EVIL, "X_Forwarded_Proto": "http", "Forwarded": EVIL}
    assert operator.get("/", **forged).status == 200
    redirected = operator.get("/customers", **forged)
    assert redirected.headers["Location"] == "/customers/"
    assert operator.get("/", Host=EVIL).status == 400


def test_metrics_need_their_token(site):
    metrics = Visitor(site).get("/metrics", Authorization=f"Bearer {TOKEN}")
    assert "tracker_info" in metrics.text
    refused = Visitor(site).get("/metrics", Authorization="Bearer wrong")
    assert refused.status == 401
    led = Visitor(site).get("/metrics").headers["Location"]
    assert led.startswith("/accounts/login/")


def test_static_files_are_kept_and_pages_are_not(operator):
    page = operator.get("/customers/")
    assert "no-store" in page.headers["Cache-Control"]
    address = re.search(r'href="(/static/css/[^"]+\.css)"', page.text)[1]
    style = operator.get(address, Accept_Encoding="gzip")
    assert style.status == 200
    assert "immutable" in style.headers["Cache-Control"]
    assert style.headers["Content-Encoding"] == "gzip"


def test_a_one_time_link_is_in_no_log(site):
    for path in ("/users/link/canary-one/", "/accounts/password/reset/key/canary-two/"):
        Visitor(site).get(path, Referer=f"https://{NAME}{path}")
        shown = f"{path.partition('canary')[0]}..."
        wait_until(lambda shown=shown: shown in site.access_log)
    wait_until(lambda: "/users/link/…/" in site.log)
    assert "canary" not in site.access_log + site.log


@pytest.mark.parametrize(("path", "answer"), [("/notes/", "100"), ("/phases/", "413")])
def test_only_notes_come_with_many_files(site, path, answer):
    """The server says before it is sent whether it would take a body of this size."""
    with closing(Visitor(site).connect()) as connection:
        connection.putrequest("POST", path, skip_host=True)
        headers = {"Host": NAME, "Content-Length": "250000000"}
        for name, value in (headers | {"Expect": "100-continue"}).items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.sock.recv(100).decode().split()[1] == answer


class TestUploads:
    @pytest.fixture
    def path(self, operator, customer) -> str:
        return operator.begin_upload(customer.pk, 3 * MEGABYTE)

    @pytest.fixture
    def data(self) -> bytes:
        return os.urandom(3 * MEGABYTE)

    @staticmethod
    def part(site: Site, path: str) -> Path:
        return site.backups / "quarantine" / f"{path.split('/')[-2]}.part"

    def test_bytes_arrive_while_the_client_still_sends(
        self, site, operator, path, data
    ):
        connection = operator.begin_patch(path, 0, len(data))
        connection.send(data[:100_000])
        part = self.part(site, path)
        wait_until(lambda: size_of(part) == 100_000)
        assert site.kept_bodies == []
        connection.send(data[100_000:])
        assert connection.getresponse().status == 204
        assert part.read_bytes() == data
        connection.close()

    def test_one_that_was_cut_off_continues(self, site, operator, path, data):
        connection = operator.begin_patch(path, 0, len(data))
        connection.send(data[:2_000_000])
        wait_until(lambda: size_of(self.part(site, path)) > MEGABYTE)
        connection.close()

        offset = operator.offset(path)
        assert offset > MEGABYTE
        assert operator.patch(path, offset, data[offset:]).status == 204
        assert self.part(site, path).read_bytes() == data
