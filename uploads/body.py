"""The body of a request, block by block into a buffer that is used again.

gunicorn's own reader waits for a whole block and copies each byte several times. For
its plain HTTP/1 requests of known length we receive from the socket ourselves: half
the work, and a slow client's bytes arrive when they arrive. Any other server, and any
other kind of request, is read through `wsgi.input`.
"""

import select
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Protocol

from gunicorn.http.body import Body as GunicornBody
from gunicorn.http.body import LengthReader

from uploads.turns import turn

BLOCK = 2**20
WHILE = 1.0  # seconds


class Cut(Exception):  # noqa: N818
    """The client is gone, or silent for too long."""


class Body(Protocol):
    expected: int | None  # bytes that it should have; None when it does not say

    def read_into(self, view: memoryview) -> int | None:
        """How many bytes came: 0 at the end, None when there were none for a while."""


@contextmanager
def body_of(environ: Mapping[str, Any], *, patience: float) -> Iterator[Body]:
    """`patience`: seconds without a byte after which the client counts as gone."""
    source, sock = environ["wsgi.input"], environ.get("gunicorn.socket")
    if sock is None or not isinstance(source, GunicornBody):
        yield StreamBody(expected(environ), source)
        return
    sock.settimeout(patience)
    if not isinstance(source.reader, LengthReader):
        yield StreamBody(expected(environ), source)
        return
    sock.settimeout(min(patience, WHILE))
    body = SocketBody(source, sock, patience)
    try:
        yield body
    finally:
        body.give_back()


def drain(environ: Mapping[str, Any], *, most: int, seconds: float) -> None:
    """Read on for a while: who still sends does not hear why it is refused."""
    view, deadline = memoryview(bytearray(BLOCK)), time.monotonic() + seconds
    with body_of(environ, patience=seconds) as body, suppress(Cut):
        while most > 0 and time.monotonic() < deadline:
            count = body.read_into(view)
            if count == 0:
                return
            most -= count or 0


def abandon(source: Any, sock: socket.socket | None) -> None:
    """Let gunicorn close the connection, without waiting for what is still to come."""
    if sock is not None and isinstance(source, GunicornBody):
        source.failed = True
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RD)


def expected(environ: Mapping[str, Any]) -> int | None:
    length = environ.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit():
        return int(length)
    return None if environ.get("wsgi.input_terminated") else 0


class StreamBody:
    def __init__(self, expected: int | None, source: Any) -> None:
        self.expected = expected
        self.left = expected
        self.source = source

    def read_into(self, view: memoryview) -> int:
        size = len(view) if self.left is None else min(len(view), self.left)
        try:
            data = self.source.read(size) if size else b""
        except Exception as error:  # each server has errors of its own for this
            raise Cut(str(error)) from error
        view[: len(data)] = data
        if self.left is not None:
            self.left -= len(data)
        return len(data)


class SocketBody:
    """What gunicorn has read ahead, then straight from its socket."""

    def __init__(
        self, source: GunicornBody, sock: socket.socket, patience: float
    ) -> None:
        self.patience = patience
        self.heard = time.monotonic()
        self.source = source
        self.reader: LengthReader = source.reader
        self.socket = sock
        self.poll = select.poll()
        self.poll.register(sock, select.POLLIN)
        self.expected: int | None = self.reader.length
        self.ahead = memoryview(self.reader.unreader.take_buffered())

    def read_into(self, view: memoryview) -> int | None:
        size = min(len(view), self.reader.length)
        if not size:
            return 0
        count = self._take(view[:size]) if self.ahead else self._receive(view[:size])
        if count is not None:
            self.heard = time.monotonic()
            self.reader.length -= count  # gunicorn knows where the next request begins
        return count

    def _take(self, view: memoryview) -> int:
        count = min(len(view), len(self.ahead))
        view[:count] = self.ahead[:count]
        self.ahead = self.ahead[count:]
        return count

    def _receive(self, view: memoryview) -> int | None:
        count = 0
        try:
            if self._has_come():
                with turn:
                    count = self.socket.recv_into(view)
            elif self._is_patient():
                return None
        except TimeoutError:
            if self._is_patient():
                return None
        except OSError as error:
            raise self._cut() from error
        if not count:
            raise self._cut()
        return count

    def _has_come(self) -> bool:
        """Wait for a while; with TLS, bytes may be there that the system gave out."""
        if isinstance(self.socket, ssl.SSLSocket) and self.socket.pending():
            return True
        return bool(self.poll.poll(1000 * min(self.patience, WHILE)))

    def _is_patient(self) -> bool:
        return time.monotonic() - self.heard < self.patience

    def _cut(self) -> Cut:
        abandon(self.source, self.socket)
        return Cut()

    def give_back(self) -> None:
        """What was not read is gunicorn's again, as is the request behind it."""
        if self.ahead:
            self.reader.unreader.unread(bytes(self.ahead))
