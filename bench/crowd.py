"""Pages while twenty files are sent at once, two of them slowly."""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median, quantiles

from bench.restoring import tell

SIZE = 200 * 10**6
UPLOADS, SLOW = 20, 2
AT_REST = 50
PAUSE = 0.05  # between two pages
# A process of its own, as a browser would be.
SENDER = """
import socket, sys, time
host, port, size, pause = sys.argv[1], *map(float, sys.argv[2:])
with socket.create_connection((host, int(port)), 600) as server:
    server.sendall(sys.stdin.buffer.read())
    piece = bytes(1 << 20)
    while size > 0:
        server.sendall(piece[:int(size)])
        size -= len(piece)
        time.sleep(pause)
    server.recv(1000)
"""
Address = tuple[str, int]


def measure(address: Address, cookie: str, create: Callable[[int], str]) -> None:
    """`create` announces a file of so many bytes, and gives its address."""
    tell(f"a page while {UPLOADS} files of {SIZE:,} bytes are sent")
    at_rest = [page(address, cookie) for _ in range(AT_REST)]
    began = time.monotonic()
    with sending(address, cookie, [create(SIZE) for _ in range(UPLOADS)]) as senders:
        busy = []
        while sum(sender.poll() is None for sender in senders) > SLOW:
            busy.append(page(address, cookie))
            time.sleep(PAUSE)
        took = time.monotonic() - began
    tell(f"  at rest:   {shown(at_rest)}")
    tell(f"  meanwhile: {shown(busy)}")
    tell(f"  in total:  {(UPLOADS - SLOW) * SIZE / 10**6 / took:,.0f} MB/s")


@contextmanager
def sending(
    address: Address, cookie: str, paths: list[str]
) -> Iterator[list["subprocess.Popen[bytes]"]]:
    senders = []
    for number, path in enumerate(paths):
        pause = "0.02" if number < SLOW else "0"
        line = [sys.executable, "-I", "-S", "-c", SENDER, *map(str, address)]
        sender = subprocess.Popen([*line, str(SIZE), pause], stdin=subprocess.PIPE)
        assert sender.stdin is not None
        sender.stdin.write(head(path, cookie))
        sender.stdin.close()
        senders.append(sender)
    yield senders
    for sender in senders:
        sender.wait(600)


def head(path: str, cookie: str) -> bytes:
    lines = (
        f"PATCH {path} HTTP/1.1",
        *("Host: localhost", "Tus-Resumable: 1.0.0", "Upload-Offset: 0"),
        *(f"Cookie: {cookie}", f"Content-Length: {SIZE}"),
        "Content-Type: application/offset+octet-stream",
    )
    return "\r\n".join([*lines, "", ""]).encode()


def page(address: Address, cookie: str, path: str = "/jobs/") -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie})
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 200
    return time.monotonic() - began


def shown(seconds: list[float]) -> str:
    worst = quantiles(seconds, n=20)[-1] if len(seconds) > 1 else seconds[0]
    half = median(seconds)
    return f"p50 {half * 1000:.0f} ms, p95 {worst * 1000:.0f} ms ({len(seconds)} pages)"
