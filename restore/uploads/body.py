"""The body of a request, block by block into a buffer that is used again.

gunicorn's own reader waits for a whole block and copies each byte several times. For
its plain HTTP/1 requests of known length we receive from the socket ourselves: half
the work, and a slow client's bytes arrive when they arrive. Any other server, and any
other kind of request, is read through `wsgi.input`.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from gunicorn.http.body import Body as GunicornBody
from gunicorn.http.body import LengthReader

BLOCK = 2**20


class Cut(Exception):  # noqa: N818
    """The client is gone, or silent for too long."""


class Body(Protocol):
    expected: int | None  # bytes that it should have; None when it does not say

    def read_into(self, view: memoryview) -> int:
        """The number of bytes read, 0 at the end."""


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
    body = SocketBody(source, sock)
    try:
        yield body
    finally:
        body.give_back()


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

    def __init__(self, source: GunicornBody, sock: socket.socket) -> None:
        self.source = source
        self.reader: LengthReader = source.reader
        self.socket = sock
        self.expected: int | None = self.reader.length
        self.ahead = memoryview(self.reader.unreader.take_buffered())

    def read_into(self, view: memoryview) -> int:
        size = min(len(view), self.reader.length)
        if not size:
            return 0
        if self.ahead:
            count = min(size, len(self.ahead))
            view[:count] = self.ahead[:count]
            self.ahead = self.ahead[count:]
        else:
            count = self._receive(view[:size])
        self.reader.length -= count  # gunicorn knows where the next request begins
        return count

    def _receive(self, view: memoryview) -> int:
        try:
            count = self.socket.recv_into(view)
        except OSError as error:
            self.source.failed = True
            raise Cut(str(error)) from error
        if not count:
            self.source.failed = True  # so the connection is not used again
        return count

    def give_back(self) -> None:
        """What was not read is gunicorn's again, as is the request behind it."""
        if self.ahead:
            self.reader.unreader.unread(bytes(self.ahead))
