"""Twenty at once, two of them slow: all arrive, pages answer, memory stays."""

import hashlib
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.uploads.raw import Raw
from tests.uploads.web import Web, cookie_of
from uploads.checking import check
from uploads.models import Upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SIZE = 6_000_000
PIECE = 250_000


def test_twenty_at_once(transactional_db, operator, northwind):
    data = [os.urandom(SIZE) for _ in range(20)]
    with Web(processes=2) as web:
        raw = Raw(web, cookie_of(operator), northwind.pk)
        paths = [raw.create(SIZE) for _ in data]
        look(raw)
        before = web.memory()
        with ThreadPoolExecutor(21) as pool:
            jobs = [
                pool.submit(send, raw, path, each, slow=number < 2)
                for number, (path, each) in enumerate(zip(paths, data, strict=True))
            ]
            waited = []
            while not all(job.done() for job in jobs):
                waited.append(look(raw))
        for job in jobs:
            job.result()
        grown = web.memory() - before
    assert max(waited) < 10, "no page waits for an upload to end"
    assert grown < 2 * 50 * 2**20
    for upload in Upload.objects.all():
        check(upload)
    sums = {hashlib.sha256(each).hexdigest() for each in data}
    assert {upload.sha256 for upload in Upload.objects.all()} == sums


def look(raw: Raw) -> float:
    began = time.monotonic()
    assert raw.ask("GET", "/jobs/").status == 200
    took = time.monotonic() - began
    time.sleep(0.3)
    return took


def send(raw: Raw, path: str, data: bytes, *, slow: bool) -> None:
    """Come back as long as there is no thread free, as real clients do."""
    while True:
        try:
            offset = raw.offset(path)
            if offset == len(data):
                return
            send_from(raw, path, data, offset, slow)
        except OSError:
            time.sleep(0.2)


def send_from(raw: Raw, path: str, data: bytes, offset: int, slow: bool) -> None:
    sock = raw.begin_patch(path, offset, len(data) - offset)
    with sock:
        for start in range(offset, len(data), PIECE):
            sock.sendall(data[start : start + PIECE])
            time.sleep(0.1 if slow else 0)
        sock.recv(1000)
