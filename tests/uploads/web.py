"""A real gunicorn on the test's database, which may be killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.test import Client

from tracker.models import User


class Web:
    """The port is ours all the time, as it is `up`'s: whoever comes meanwhile waits."""

    def __init__(
        self, *, processes: int = 1, prefix: Sequence[str] = (), **environment: str
    ) -> None:
        self.prefix = prefix
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.environment = {
            "WEB_PROCESSES": str(processes),
            # Its jobs are not for the worker that other tests may have started.
            "TRACKER_TEST_RUN": f"web-{os.getpid()}",
            "TRACKER_TEST_BACKUPS": str(settings.BACKUP_DIR),
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Web":
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.kill()
        self.socket.close()

    def start(self) -> None:
        fd = self.socket.fileno()
        self.process = subprocess.Popen(
            [*self.prefix, sys.executable, "-m", "gunicorn",
             "--config", "python:tracker.gunicorn", "tracker.wsgi"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "TRACKER_TEST_DATABASE": connections["default"].settings_dict["NAME"],
                "LISTEN_FD": str(fd),
                **self.environment,
            },
            pass_fds=[fd],
            start_new_session=True,
        )  # fmt: skip
        with urllib.request.urlopen(f"{self.url}/livez", timeout=60) as response:
            assert response.status == 200

    def kill(self) -> None:
        """All of it, as by `kill -9` or a power cut."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            self.process = None

    def workers(self) -> list[int]:
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def memory(self) -> int:
        """Bytes that are in memory, of all processes."""
        total = 0
        for pid in self.workers():
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmRSS:"):
                    total += int(line.split()[1]) * 1024
        return total


def cookie_of(user: User) -> str:
    """The session with which any client of HTTP is this user."""
    client = Client()
    client.force_login(user)
    return f"tracker_session={client.cookies['tracker_session'].value}"


def wait_until(true, seconds: float = 20):
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    return found
