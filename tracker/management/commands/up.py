"""Everything at once: services, database, first administrator, web, worker."""

import errno
import http.client
import os
import secrets
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

import embedded
from embedded.crew import Crew, sweep
from embedded.locks import open_lock, try_to_take
from embedded.member import TRIES
from embedded.passwords import write_private
from embedded.places import make_directory, var_directory
from embedded.processes import calling_make, endings, gave_up
from embedded.restarts import record_file
from tracker import health
from tracker.collecting import collect_static

FIRST_PORT, LAST_PORT = 8000, 8099
PATIENCE = 60.0


class Command(BaseCommand):
    help = "Start everything, print the address, and stop everything on Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            default=os.environ.get("PORT", ""),
            help="port to listen on (default: the first free port from 8000)",
        )

    def handle(self, *, port: str, **options: object) -> None:
        var = var_directory()
        make_directory(var, 0o711 if os.geteuid() == 0 else 0o700)
        make_directory(var / "run", 0o711 if os.geteuid() == 0 else 0o700)
        try:
            with interruptible(), only_one(var), listening(port) as listener:
                self.run_everything(var, listener)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def run_everything(self, var: Path, listener: socket.socket) -> None:
        sweep(str(var))
        address = f"http://{host()}:{listener.getsockname()[1]}/"
        write_private(var / "run" / "address", address)
        with services():
            login = self.prepare(var)
            crew = self.crew(var, listener)
            ended = crew.run(lambda: self.started(listener, address, login))
        if ended:
            raise CommandError(
                f"The {ended.name} process ended {TRIES} times without really starting "
                f"({ended.how}), so all services were stopped. See its output above."
            )
        self.stdout.write("Stopped.")

    def prepare(self, var: Path) -> str:
        """The database, the static files and a first administrator."""
        if not settings.EMBEDDED:
            call_command(
                "check", deploy=True, databases=["default"], fail_level="WARNING"
            )
        self.stdout.write("Preparing the database …")
        self.stdout.flush()
        call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        login = first_administrator(var / "admin-password")
        connections.close_all()
        return login

    def crew(self, var: Path, listener: socket.socket) -> Crew:
        os.set_inheritable(listener.fileno(), True)
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PORT": str(listener.getsockname()[1]),
            "LISTEN_FD": str(listener.fileno()),
            "PYTHONUNBUFFERED": "1",
            # Root has been told by the choice it made; not at each start again.
            "PYTHONWARNINGS": "ignore:You're running the worker",
        }
        crew = Crew(
            tag=str(var),
            environment=environment,
            directory=settings.BASE_DIR,
            record=record_file(var),
            inherited=(listener.fileno(),),
            deserted=partial(gave_up, calling_make()),
            watch=self.revive if settings.EMBEDDED else None,
        )
        crew.add_procfile(settings.BASE_DIR / "Procfile")
        return crew

    def revive(self) -> None:
        try:
            embedded.revive()
        except embedded.EmbeddedError as error:
            self.stderr.write(str(error))

    def started(self, listener: socket.socket, address: str, login: str) -> str:
        if not answers(listener.getsockname()[1]):
            return f"The web process does not respond at {address}. See above."
        lacking = [f"  {c.name.capitalize()}: {c.detail}\n" for c in lacking_here()]
        return (
            f"\n  Migration Tracker is running at {address}\n  {login}\n"
            f"{''.join(lacking)}  Ctrl-C stops everything.\n"
        )


def lacking_here() -> list[health.Check]:
    """What is missing on this machine although most things work without it."""
    return [check for check in health.optional() if check.state != health.OK]


def services() -> AbstractContextManager[None]:
    return embedded.services() if settings.EMBEDDED else nullcontext()


@contextmanager
def interruptible() -> Iterator[None]:
    """SIGTERM and SIGHUP mean what Ctrl-C means, from the first moment on."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in endings()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def only_one(var: Path) -> Iterator[None]:
    lock = open_lock(var / "run" / "up.lock")
    address = var / "run" / "address"
    try:
        if not try_to_take(lock):
            where = address.read_text() if address.exists() else "(starting)"
            raise CommandError(f"Migration Tracker is already running here: {where}")
        address.unlink(missing_ok=True)
        yield
        address.unlink(missing_ok=True)
    finally:
        os.close(lock)


@contextmanager
def listening(port: str) -> Iterator[socket.socket]:
    """Listen at once and for good, so that no other process takes the port."""
    listener = listen_at(port) if port else first_free()
    try:
        yield listener
    finally:
        listener.close()


def listen_at(port: str) -> socket.socket:
    if not port.isdecimal() or int(port) > 65535:
        raise CommandError(f"PORT is {port!r}, which is not a port number.")
    try:
        return bind(int(port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CommandError(
                f"Port {port} is in use. Choose another, for example PORT=8080 make up."
            ) from None
        raise CommandError(f"Port {port} can't be used: {error.strerror}.") from None


def first_free() -> socket.socket:
    for port in range(FIRST_PORT, LAST_PORT + 1):
        try:
            return bind(port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} can't be used: {error.strerror}."
                ) from None
    raise CommandError(
        f"All ports from {FIRST_PORT} to {LAST_PORT} are in use. Set PORT."
    )


def bind(port: int) -> socket.socket:
    place = os.environ.get("BIND", "127.0.0.1")
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    return socket.create_server((place, port), family=family, backlog=2048)


def host() -> str:
    place = os.environ.get("BIND", "127.0.0.1")
    if place in ("0.0.0.0", "::"):  # noqa: S104  compared, not bound
        return "127.0.0.1"
    return f"[{place}]" if ":" in place else place


def answers(port: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        line = http.client.HTTPConnection(host().strip("[]"), port, timeout=10)
        try:
            line.request("GET", "/livez", headers={"Host": own_name()})
            if line.getresponse().status < 500:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            line.close()
        time.sleep(0.2)
    return False


def own_name() -> str:
    """A name that the web process takes for its own."""
    name = next(iter(settings.ALLOWED_HOSTS), "*")
    return "localhost" if name == "*" else name.lstrip(".")


def first_administrator(file: Path) -> str:
    """Create an administrator if there is none; how to log in, in one line."""
    users = get_user_model().objects
    if users.filter(is_superuser=True).exists():
        if file.exists():
            return f"Log in. The first administrator's password is in {file}."
        return "Log in with your account."
    name = next(
        name
        for name in ("admin", *(f"admin{number}" for number in range(2, 1000)))
        if not users.filter(username=name).exists()
    )
    password = secrets.token_urlsafe(15)
    # The file first: without it, no one would know the password.
    write_private(file, password + "\n")
    users.create_superuser(username=name, password=password)
    return f"Log in as {name} with password {password} (kept in {file})."
