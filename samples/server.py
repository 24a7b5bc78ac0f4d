"""A throw-away PostgreSQL cluster that holds one catalogue while it is dumped."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from embedded import EmbeddedError, binaries
from embedded.account import Account, service_account
from embedded.binaries import VERSIONS, missing_library
from embedded.locks import open_lock, take, try_to_take
from embedded.processes import (
    STEP,
    Ending,
    Started,
    end,
    end_all_within,
    kill_group,
    launch,
    run,
)

OWNER = "Administrator"  # who owns everything in a BlackPearl's catalogue
PREFIX = "tracker-sample-"
LONGEST = 80  # what a socket's path leaves for its directory
PATIENCE = 60
FAST: Ending = ((signal.SIGINT, 120), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "256MB",
    "timezone": "UTC",
}
# What pg_basebackup needs, and what makes everything slower.
LOGGED = {"wal_level": "replica", "max_wal_senders": "4"}
_ours: set[Path] = set()


@dataclass(frozen=True)
class Server:
    place: Path
    account: Account
    programs: Path
    process: Started

    @property
    def data(self) -> Path:
        return self.place / "server" / "data"

    @property
    def socket(self) -> Path:
        return self.place / "server"

    @property
    def scratch(self) -> Path:
        """Room for files, ours alone; it goes when the server goes."""
        return self.place / "scratch"

    def connect(self, database: str) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.socket),
            user=OWNER,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def call(self, program: str, *arguments: str | Path) -> None:
        """One of PostgreSQL's programs, as ourselves, until it has done its work."""
        call(
            [
                self.programs / program,
                f"--host={self.socket}",
                f"--username={OWNER}",
                "--no-password",
                *arguments,
            ],
            directory=self.scratch,
        )

    def stop(self) -> None:
        """A clean shutdown: afterwards the data directory can be copied."""
        if not self.process.is_over:
            end([self.process.process.pid], FAST)
            self.process.process.wait()


def call(arguments: Sequence[str | Path], *, directory: Path) -> None:
    account = Account(os.geteuid(), os.getegid())
    log = directory / "log"
    started = launch(arguments, account=account, directory=directory, log=log)
    try:
        code = started.process.wait()
    except BaseException:
        kill_group(started.process.pid)
        started.process.wait()
        raise
    if code:
        raise EmbeddedError(failure(Path(arguments[0]), started.said()))


def failure(program: Path, errors: str) -> str:
    """One sentence of what a program complains of: its last words."""
    *_, last = errors.strip().splitlines() or ["it does not say why"]
    return missing_library(errors) or f"{program.name} failed: {last.rstrip('.')}."


@contextlib.contextmanager
def server(major: int = 18, *, logged: bool = False) -> Iterator[Server]:
    """A running server with an empty cluster; nothing of it is left afterwards."""
    if major not in VERSIONS:
        known = ", ".join(map(str, sorted(VERSIONS)))
        raise EmbeddedError(f"There is no PostgreSQL {major} here, only {known}.")
    programs, account = binaries(major), service_account()
    with _place(account) as place:
        _initdb(programs, account, place / "server")
        started = _start(programs, account, place, LOGGED if logged else {})
        made = Server(place, account, programs, started)
        try:
            _wait_for(made)
            yield made
        finally:
            made.stop()


@contextlib.contextmanager
def _place(account: Account) -> Iterator[Path]:
    base = _base(account)
    _sweep(base)
    place = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    _ours.add(place)
    lock = open_lock(place / "lock.new")
    try:
        take(lock)
        (place / "lock.new").rename(place / "lock")
        place.chmod(0o711)
        (place / "scratch").mkdir(0o700)
        (place / "server").mkdir(0o700)
        account.own(place / "server")
        yield place
    finally:
        remove(place)
        os.close(lock)
        _ours.discard(place)


def remove(place: Path) -> None:
    end_all_within(place)
    shutil.rmtree(place, ignore_errors=True)


def _base(account: Account) -> Path:
    """The first directory for temporary files that the server's account reaches."""
    for name in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108
        base = Path(name).resolve()
        fits = len(os.fsencode(base)) < LONGEST - len(PREFIX) and "," not in name
        if (
            fits
            and base.is_dir()
            and os.access(base, os.W_OK)
            and account.reaches(base)
        ):
            return base
    raise EmbeddedError(
        "There is no directory for temporary files that PostgreSQL can use: set "
        "TMPDIR to one with a short path."
    )


def _sweep(base: Path) -> None:
    """What killed runs left: nobody holds their lock any more."""
    for place in base.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if place in _ours or place.stat().st_uid != os.geteuid():
                continue
            lock = os.open(place / "lock", os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                if try_to_take(lock):
                    remove(place)
            finally:
                os.close(lock)


def _initdb(programs: Path, account: Account, directory: Path) -> None:
    code, errors = run(
        [
            programs / "initdb",
            f"--pgdata={directory / 'data'}",
            f"--username={OWNER}",
            "--auth=trust",  # who reaches the socket is decided by its directory
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ],
        account=account,
        directory=directory,
    )
    if code:
        raise EmbeddedError(failure(programs / "initdb", errors))


def _start(
    programs: Path, account: Account, place: Path, more: Mapping[str, str]
) -> Started:
    settings = {**SETTINGS, **more, "unix_socket_directories": str(place / "server")}
    options = [f"--{name}={value}" for name, value in settings.items()]
    data = place / "server" / "data"
    return launch(
        [programs / "postgres", "-D", data, *options],
        account=account,
        directory=data,
        log=place / "server.log",
    )


def _wait_for(made: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            made.connect("postgres").close()
        except psycopg.OperationalError:
            if made.process.is_over or time.monotonic() > deadline:
                said = made.process.said()
                raise EmbeddedError(failure(made.programs / "postgres", said)) from None
            time.sleep(STEP)
        else:
            return
