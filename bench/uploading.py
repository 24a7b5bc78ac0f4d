"""An upload against `dd` of the same file to the same disk, both made safe."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bench import crowd
from bench.restoring import manage, tell, timed
from customers.models import Customer
from tracker.models import User
from uploads.models import Upload
from uploads.services import remove_with_file

CUSTOMER = "Northwind Studios"
MB = 10**6


def run(*, size: int, rounds: int = 5) -> None:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    manage("create_customer", CUSTOMER, "--exist-ok")
    file = sample(size)
    copies, uploads = [], []
    with gunicorn() as (address, processes):
        cookie = log_in()
        send(address, cookie, sample(10 * MB))  # what is imported once
        before = memory(processes)
        for _ in range(rounds):
            copies.append(timed(lambda: copy(file)))
            uploads.append(timed(lambda: send(address, cookie, file)))
        after = peaks(processes)
        crowd.measure(address, cookie, partial(create, address, cookie))
        forget()
    grown = [peak - start for start, peak in zip(before, after, strict=True)]
    tell(f"upload of {size:,} bytes")
    tell(f"  dd, with fsync: {shown(size, copies)}")
    tell(f"  upload:         {shown(size, uploads)}")
    ratio = median(copies) / median(uploads)
    tell(f"  speed, of medians: {ratio:.0%} of dd (goal: 80%)")
    tell(f"  web processes grew by at most {max(grown) / MB:.0f} MB (goal: 50 MiB)")
    file.unlink()


def sample(size: int) -> Path:
    file = Path(settings.VAR_DIR) / f"bench-upload-{size}"
    with file.open("wb") as target:
        for _ in range(0, size, MB):
            target.write(os.urandom(MB))
        target.truncate(size)
        os.fsync(target.fileno())
    return file


def copy(file: Path) -> None:
    """What `dd` does, in blocks of the size in which uploads are written."""
    place = Path(settings.BACKUP_DIR) / "copy"
    place.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["dd", f"if={file}", f"of={place}", "bs=1M", "conv=fsync", "status=none"],
        check=True,
    )
    place.unlink()


def send(address: tuple[str, int], cookie: str, file: Path) -> None:
    """As a client would that costs next to nothing itself: one PATCH, by sendfile."""
    size = file.stat().st_size
    path = create(address, cookie, size)
    head: dict[str, object] = {
        "Upload-Offset": 0,
        "Content-Length": size,
        "Content-Type": "application/offset+octet-stream",
    }
    with socket.create_connection(address, timeout=600) as server, file.open("rb") as f:
        answer = ask(server, "PATCH", path, cookie, head, f)
    assert " 204 " in answer, answer
    remove_with_file(Upload.objects.latest("created_at"))


def create(address: tuple[str, int], cookie: str, size: int) -> str:
    customer = Customer.objects.get(name=CUSTOMER)
    told = f"customer {b64encode(str(customer.pk).encode()).decode()}"
    head = {"Upload-Length": size, "Upload-Metadata": told, "Content-Length": 0}
    with socket.create_connection(address, timeout=600) as server:
        created = ask(server, "POST", "/uploads/", cookie, head)
    return created.split("location: ", 1)[1].split("\r\n", 1)[0]


def forget() -> None:
    for upload in Upload.objects.filter(customer__name=CUSTOMER):
        remove_with_file(upload)


def ask(
    server: socket.socket,
    method: str,
    path: str,
    cookie: str,
    head: dict[str, object],
    body: object = None,
) -> str:
    more = {"Host": "localhost", "Tus-Resumable": "1.0.0", "Cookie": cookie, **head}
    lines = [f"{method} {path} HTTP/1.1", *(f"{k}: {v}" for k, v in more.items())]
    server.sendall("\r\n".join([*lines, "", ""]).encode())
    if body is not None:
        server.sendfile(body)  # type: ignore[arg-type]
    return server.recv(65_536).decode().replace("Location: ", "location: ")


def log_in() -> str:
    user, _ = User.objects.get_or_create(username="bench", is_superuser=True)
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@contextmanager
def gunicorn() -> Iterator[tuple[tuple[str, int], list[int]]]:
    """The web processes as `make up` starts them; their address and ids."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        fd, address = listener.fileno(), listener.getsockname()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                "python:tracker.gunicorn",
                "tracker.wsgi",
            ],
            env={**os.environ, "LISTEN_FD": str(fd)},
            pass_fds=[fd],
            start_new_session=True,
        )
        try:
            urllib.request.urlopen(f"http://{address[0]}:{address[1]}/livez").close()
            time.sleep(1)
            yield address, children(process.pid)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


def children(pid: int) -> list[int]:
    return [
        int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]


def memory(processes: list[int]) -> list[int]:
    return [status(pid, "VmRSS") for pid in processes]


def peaks(processes: list[int]) -> list[int]:
    return [status(pid, "VmHWM") for pid in processes]


def status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)


def shown(size: int, seconds: list[float]) -> str:
    return ", ".join(f"{size / MB / value:,.0f} MB/s" for value in seconds)
