"""Who starts the services, and who stops them.

Every user of the services holds a shared lock. The first one starts them;
the last one to leave (can make the lock exclusive) stops them. A user that is killed
loses its lock with its life, so no count can be wrong.
"""

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg

from embedded import libpq, postgres, roles, valkey
from embedded.errors import EmbeddedError
from embedded.locks import locked, open_lock, take, try_to_take
from embedded.passwords import write_private
from embedded.places import Places, make_directory, places
from embedded.postgres import Cluster
from embedded.processes import INTERRUPTIONS, Started

SETTINGS = {
    "tracker": {},
    # Landing databases can be restored again from their backups.
    "landing": {
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "client_connection_check_interval": "1s",
    },
}
SET_UP = {"tracker": roles.set_up_tracker, "landing": roles.set_up_landing}

GIB = 1024**3

_guard = threading.RLock()
_uses = 0
_lock = -1


@contextlib.contextmanager
def services() -> Iterator[None]:
    """PostgreSQL and Valkey run while the block runs."""
    here = places()
    with _in_one_sentence(), _guard:
        _enter(here)
    try:
        yield
    finally:
        with _in_one_sentence(), _guard, _undisturbed():
            _leave(here)


def _enter(here: Places) -> None:
    global _uses, _lock
    if _uses == 0:
        libpq.forget_all()
        with locked(here.run / "start.lock"):
            _lock = open_lock(here.run / "users.lock")
            try:
                take(_lock, shared=True)
                start(here)
            except BaseException:
                _give_up(here)
                raise
    _uses += 1


def _leave(here: Places) -> None:
    global _uses
    _uses -= 1
    if _uses > 0:
        return
    if not here.run.exists():  # all of it was removed while we were at work
        os.close(_lock)
        stop(here)
        return
    with locked(here.run / "start.lock"):
        _give_up(here)


def revive() -> None:
    """Start again what crashed while it was in use."""
    with _in_one_sentence(), _guard:
        here = places()
        if _uses and missing(here):
            with locked(here.run / "start.lock"):
                start(here)


def _give_up(here: Places) -> None:
    """Needs the start lock, so that no user can come while we look for others."""
    global _lock
    try:
        if try_to_take(_lock):
            stop(here)
    finally:
        os.close(_lock)
        _lock = -1


def clusters(here: Places) -> list[Cluster]:
    bounds = {"landing": statement_memory()}
    return [
        Cluster(here, name, settings, bounds.get(name))
        for name, settings in SETTINGS.items()
    ]


def statement_memory() -> int:
    """A stranger's file decides how much one of its statements needs.

    PostgreSQL has no bound of its own for that. What the system refuses it, it reports
    as an error of this statement; the kernel's way out, to kill a process, ends the
    sessions of all customers.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(max(machine // 8, GIB), 2 * GIB)


def missing(here: Places) -> bool:
    return not valkey.valkey_runs(here) or not all(map(ready, clusters(here)))


def ready(cluster: Cluster) -> bool:
    """Running, and set up completely."""
    return postgres.cluster_runs(cluster) and _mark(cluster).exists()


def start(here: Places) -> None:
    """Start what does not run. Everything is begun before anything is waited for."""
    if not missing(here):
        return
    _make_home(here)
    begun = [_begin(cluster) for cluster in clusters(here) if not ready(cluster)]
    if not valkey.valkey_runs(here):
        valkey.stop_valkey(here)
        valkey.wait_for_valkey(here, valkey.begin_valkey(here))
    for cluster, server in begun:
        postgres.wait_for_cluster(cluster, server)
        SET_UP[cluster.name](cluster)
        _mark(cluster).touch()


def _begin(cluster: Cluster) -> tuple[Cluster, Started]:
    _mark(cluster).unlink(missing_ok=True)
    postgres.stop_cluster(cluster)  # alive but unreachable, such as without its socket
    return cluster, postgres.begin_cluster(cluster)


def _mark(cluster: Cluster) -> Path:
    return cluster.configuration.with_suffix(".ready")


def stop(here: Places) -> None:
    for cluster in clusters(here):
        postgres.stop_cluster(cluster)
    valkey.stop_valkey(here)


def _make_home(here: Places) -> None:
    passable = 0o711 if here.account.is_another else 0o700
    for directory in (here.home, here.sockets):
        make_directory(directory, passable)
        _check_ours(directory)
    if here.home != here.var:  # to show whose this is
        write_private(here.home / "belongs-to", f"{here.var}\n")


def _check_ours(directory: Path) -> None:
    status = directory.lstat()
    if directory.is_symlink() or status.st_uid != os.geteuid():
        raise EmbeddedError(
            f"{directory} belongs to another user. Delete it, or work as that user."
        )
    if status.st_mode & 0o022:
        raise EmbeddedError(
            f"{directory} can be written by others. Run: chmod go-w {directory}"
        )


@contextlib.contextmanager
def _in_one_sentence() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        reason = f"{error.strerror or error}{place}"
    except (psycopg.Error, subprocess.SubprocessError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
    else:
        return
    raise EmbeddedError(f"The embedded services can't run: {reason}.")


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not leave half of the services running."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {n: signal.signal(n, signal.SIG_IGN) for n in INTERRUPTIONS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
