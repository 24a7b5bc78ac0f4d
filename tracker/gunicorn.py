"""How the web process serves. Read by gunicorn, from the Procfile."""

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

_given = os.environ.get
_memory = Path("/dev/shm")  # noqa: S108

# `up` hands over a socket that already listens: no port can be taken in between.
bind = (
    f"fd://{_given('LISTEN_FD')}"
    if _given("LISTEN_FD")
    else f"{_given('BIND', '127.0.0.1')}:{_given('PORT', '8000')}"
)
worker_class = "gthread"
workers = int(_given("WEB_PROCESSES", "2"))
threads = int(_given("WEB_THREADS", "16"))  # as in tracker/settings.py
timeout = 60
graceful_timeout = 8
keepalive = 5
loglevel = "warning"
worker_tmp_dir = str(_memory) if os.access(_memory, os.W_OK) else None
control_socket_disable = True  # needs a home directory, and is not used


def on_starting(server: Any) -> None:
    """Unsafe settings stop the start, however it is started."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.conf import settings

    from tracker import processes

    # `up` has looked already; embedded mode makes its own settings.
    if not _given("LISTEN_FD") and not settings.EMBEDDED:
        check_settings()
    processes.count_together(settings.VAR_DIR)


def check_settings() -> None:
    arguments = ["manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    if subprocess.run([sys.executable, *arguments], check=False).returncode:
        sys.exit("The settings are not safe, so the web process did not start.")


def on_exit(server: Any) -> None:
    from tracker import processes

    processes.stop_counting()


def child_exit(server: Any, worker: Any) -> None:
    from tracker import processes

    processes.forget(worker.pid)


def post_worker_init(worker: Any) -> None:
    """A page makes objects by the ten thousand, and drops them again: to look for
    circles among them less often, and never among the code, saves some of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)
