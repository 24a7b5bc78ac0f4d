"""Is this worker being stopped? Its main process knows, and tells the pool's.

Celery lets a running task finish, which for a restore may be hours. A byte of memory
that both share, made before the pool is forked, is enough to say: wind up.
"""

import mmap

from celery.signals import worker_shutting_down

_shared = mmap.mmap(-1, 1)


def close(**details: object) -> None:
    _shared[0] = 1


worker_shutting_down.connect(close)


def is_closing() -> bool:
    return bool(_shared[0])
