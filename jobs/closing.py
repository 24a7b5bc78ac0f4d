"""Whether this worker is being stopped, so that its job winds up.

Celery lets a running task finish, which for a restore may be hours. The main process
tells those of its pool by a byte of memory that they share, made before the pool is
forked. A supervisor may also tell the whole group of processes with SIGTERM, which
would end them on the spot; while they work, it means the same as the byte.
"""

import mmap
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery.signals import worker_shutting_down

_shared = mmap.mmap(-1, 1)
_signalled = threading.Event()


def close(**details: object) -> None:
    _shared[0] = 1


worker_shutting_down.connect(close)


def is_closing() -> bool:
    return bool(_shared[0]) or _signalled.is_set()


@contextmanager
def winding_up_on_sigterm() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: _signalled.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
        if _signalled.is_set() and not _shared[0]:
            os.kill(os.getpid(), signal.SIGTERM)  # it was meant for this process only
