"""Uploads take turns, so that pages are not kept waiting by many of them."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from gunicorn.http.body import Body as GunicornBody
from gunicorn.http.body import LengthReader
from gunicorn.http.unreader import SocketUnreader

from uploads.body import SocketBody
from uploads.part import Part, locked
from uploads.turns import turn

LONG = 60


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, SocketBody]]:
    """A client, and its request as the server reads it."""
    client, server = socket.socketpair()
    with client, server:
        server.settimeout(0.1)
        source = GunicornBody(LengthReader(SocketUnreader(server), 100))
        yield client, SocketBody(source, server, LONG)


def test_whoever_says_nothing_does_not_keep_the_turn(
    line: tuple[socket.socket, SocketBody],
) -> None:
    client, body = line
    view = memoryview(bytearray(10))
    reading = Thread(target=body.read_into, args=[view])
    reading.start()
    assert turn.acquire(timeout=LONG)  # while it waits for the client
    assert reading.is_alive()
    turn.release()
    client.sendall(b"x")
    reading.join(LONG)
    assert bytes(view[:1]) == b"x"


def test_reading_and_writing_wait_for_their_turn(
    line: tuple[socket.socket, SocketBody], tmp_path: Path
) -> None:
    client, body = line
    client.sendall(b"0123456789")
    view = memoryview(bytearray(10))
    with (
        locked(tmp_path / "part", patience=1, create=True) as fd,
        Part(fd, 0, every=2**20, seconds=60) as part,
        ThreadPoolExecutor(2) as threads,
    ):
        with turn:
            acts = [
                threads.submit(body.read_into, view),
                threads.submit(part.write, memoryview(b"abc")),
            ]
            for act in acts:
                with pytest.raises(TimeoutError):
                    act.result(0.2)
        assert acts[0].result(LONG) == 10
        acts[1].result(LONG)
        assert part.finish() == 3
    assert bytes(view) == b"0123456789"
    assert (tmp_path / "part").read_bytes() == b"abc"
