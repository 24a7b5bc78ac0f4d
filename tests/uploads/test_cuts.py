"""Over real connections, to a real gunicorn: cut, resumed, at the same time, killed."""

import http.client
import os
import random
import socket
import struct
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.uploads.conftest import digest
from tests.uploads.raw import Raw, row
from tests.uploads.web import Web, cookie_of, wait_until
from uploads.models import UploadState

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def raw(web, operator, northwind) -> Raw:
    return Raw(web, cookie_of(operator), northwind.pk)


def cut(sock: socket.socket, *, hard: bool) -> None:
    """With a goodbye, or as when the cable is pulled and put back."""
    if hard:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def test_keep_alive_goes_on_after_a_patch(raw, web, checked):
    """The connection is at the beginning of the next request, to the byte."""
    path = raw.create(6)
    connection = http.client.HTTPConnection(raw.host, timeout=20)
    for offset, data in ((0, b"ab"), (2, b"cd"), (2, b"xx"), (4, b"ef")):
        headers = {
            "Tus-Resumable": "1.0.0", "Cookie": raw.cookie,
            "Content-Type": "application/offset+octet-stream",
            "Upload-Offset": str(offset),
        }  # fmt: skip
        connection.request("PATCH", path, data, headers)
        response = connection.getresponse()
        response.read()
        assert response.status == (409 if data == b"xx" else 204)
    connection.close()
    assert checked(row(path)).path.read_bytes() == b"abcdef"


def test_a_body_of_chunks(raw, checked):
    """As curl and others send what they do not know the length of."""
    path = raw.create(300_000)
    data = os.urandom(300_000)
    pieces = (data[n : n + 7000] for n in range(0, len(data), 7000))
    assert raw.patch(path, 0, pieces).status == 204  # type: ignore[arg-type]
    assert checked(row(path)).sha256 == digest(data)


def test_cut_at_two_hundred_random_bytes(raw, checked):
    """What arrived counts, nothing is there twice, and the sum is right."""
    chance = random.Random(24)
    data = chance.randbytes(3_000_000)
    path = raw.create(len(data))
    offset = 0
    for _ in range(200):
        sock = raw.begin_patch(path, offset, len(data) - offset)
        sock.sendall(data[offset : offset + chance.randrange(20_000)])
        cut(sock, hard=chance.random() < 0.5)
        further = raw.offset(path)
        assert offset <= further <= offset + 20_000
        offset = further
    assert offset > 500_000, "cuts lose little"
    send_rest(raw, path, data)
    assert checked(row(path)).sha256 == digest(data)


def send_rest(raw: Raw, path: str, data: bytes) -> None:
    """The last cut may be noticed after it was asked how far it is: ask again."""

    def sent() -> bool:
        offset = raw.offset(path)
        return raw.patch(path, offset, data[offset:]).status == 204

    wait_until(sent)


def test_one_writer(raw, checked):
    """While somebody sends, others are told to wait; they change nothing."""
    data = os.urandom(2_000_000)
    path = raw.create(len(data))
    first = raw.begin_patch(path, 0, len(data))
    first.sendall(data[:500_000])
    wait_until(lambda: row(path).part.exists() and row(path).part.stat().st_size)
    with ThreadPoolExecutor(4) as pool:
        others = pool.map(
            lambda n: raw.patch(path, 0, b"x" * 1000 * n).status, range(1, 5)
        )
        assert set(others) == {423}
    first.sendall(data[500_000:])
    assert first.recv(1000).startswith(b"HTTP/1.1 204")
    first.close()
    assert checked(row(path)).sha256 == digest(data)


def test_of_two_that_begin_at_once_one_wins(raw, checked):
    data = os.urandom(400_000)
    path = raw.create(len(data))
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: raw.patch(path, 0, data).status, range(8)))
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 409, 423}
    assert checked(row(path)).sha256 == digest(data)


def test_a_silent_client_does_not_keep_others_out(
    transactional_db, operator, northwind
):
    """Half-open: no goodbye, and no more bytes."""
    with Web(TRACKER_TEST_IDLE="1") as web:
        raw = Raw(web, cookie_of(operator), northwind.pk)
        end_what_is_silent(raw)


def end_what_is_silent(raw: Raw) -> None:
    path = raw.create(100)
    silent = raw.begin_patch(path, 0, 100)
    silent.sendall(b"x" * 10)
    wait_until(lambda: row(path).offset == 10)
    assert raw.patch(path, 10, b"y" * 90).status == 204
    silent.close()


def test_a_removed_one_stops_who_still_sends(raw):
    data = os.urandom(40_000_000)
    path = raw.create(len(data))
    sender = raw.begin_patch(path, 0, len(data))
    sender.sendall(data[:1_000_000])
    wait_until(lambda: row(path).part.exists())
    assert raw.ask("DELETE", path).status == 204
    sender.sendall(data[1_000_000:])
    assert sender.recv(1000).split()[1] in (b"410", b"404")
    sender.close()
    assert not row(path).part.exists()


def test_web_is_killed_while_it_receives(own_web, operator, northwind, checked):
    """The stored offset is the truth; what comes after it in the file is not."""
    raw = Raw(own_web, cookie_of(operator), northwind.pk)
    chance = random.Random(1)
    data = chance.randbytes(60_000_000)
    path = raw.create(len(data))
    for _ in range(2):
        offset = raw.offset(path)
        sender = raw.begin_patch(path, offset, len(data) - offset)
        sender.sendall(data[offset : offset + chance.randrange(17_000_000, 25_000_000)])
        wait_until(lambda before=offset: row(path).offset > before)
        own_web.kill()
        sender.close()
        stored = row(path)
        assert stored.part.stat().st_size >= stored.offset
        assert stored.part.read_bytes()[: stored.offset] == data[: stored.offset]
        own_web.start()
    offset = raw.offset(path)
    assert offset == row(path).offset > 0
    assert raw.patch(path, offset, data[offset:]).status == 204
    assert row(path).state == UploadState.CHECKING
    assert checked(row(path)).sha256 == digest(data)


def test_pages_find_a_thread_while_many_send(transactional_db, operator, northwind):
    """Of six threads two may receive, and whoever else sends is told to come back."""
    with Web(WEB_THREADS="6") as web:
        raw = Raw(web, cookie_of(operator), northwind.pk)
        paths = [raw.create(100) for _ in range(4)]
        senders = [raw.begin_patch(path, 0, 100) for path in paths]
        for sender in senders:
            sender.sendall(b"x")
        wait_until(lambda: sum(row(path).part.exists() for path in paths) == 2)
        assert raw.ask("GET", "/").status == 200
        waiting = [row(path).part.exists() for path in paths]
        for sender, waits in zip(senders, waiting, strict=True):
            assert waits or sender.recv(1000).startswith(b"HTTP/1.1 503")
        for sender in senders:
            sender.close()


def test_who_sends_much_hears_why_it_is_refused(raw):
    """Most clients listen only after they have sent all they had."""
    path = raw.create(10_000_000)
    for wrong in (5, 77, 10**9):
        assert raw.patch(path, wrong, bytes(8_000_000)).status == 409
    assert raw.patch(path, 0, bytes(10_000_001)).status == 413
    assert raw.patch(path, 0, bytes(9_000_000), Upload_Checksum="x").status == 400
