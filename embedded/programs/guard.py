"""Stands between a worker and a command, and lets nothing outlive the worker.

    python -I -S guard.py CONTROL LIMITS COMMAND...

A program of its own: it leads the session that the command and all its offspring are
in. CONTROL is a pipe from the worker. When the worker goes, however it goes, the pipe
ends, and everything here is killed. The command starts when the worker writes to it,
having recorded the number of this process.
"""

import contextlib
import ctypes
import json
import os
import resource
import select
import signal
import sys
import time
from typing import Any, NoReturn

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
POLITE = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NOT_STARTED = 127
NICE = 10
PATIENCE = 30.0  # seconds; some wait for a disk first
FEW, MANY, MOMENT = 5, 1000, 0.005
libc = ctypes.CDLL(None)


def main() -> None:
    control, limits = int(sys.argv[1]), json.loads(sys.argv[2])
    os.set_inheritable(control, False)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    for number in POLITE:
        signal.signal(number, signal.SIG_IGN)  # they are meant for the command
    if not os.read(control, 1):
        return
    born, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    child = os.fork()
    if child == 0:
        become(sys.argv[3:], limits)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):  # whose other ends wait for the command's, not ours
        os.dup2(nothing, descriptor)
    status = watch(child, control, born)
    kill_offspring()
    end_like(status)


def become(command: list[str], limits: dict[str, Any]) -> NoReturn:
    """In the child: take off what is ours, and be the command."""
    try:
        for number in (*POLITE, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if memory := limits.get("memory"):
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        if processes := limits.get("processes"):
            resource.setrlimit(resource.RLIMIT_NPROC, (processes, processes))
        if limits.get("modest"):
            come_last()
        if "umask" in limits:
            os.umask(limits["umask"])
        if "user" in limits:
            os.setgroups([])
            os.setresgid(*[limits["group"]] * 3)
            os.setresuid(*[limits["user"]] * 3)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user
        os.execvp(command[0], command)  # noqa: S606
    except OSError as error:
        text = f"{command[0]} can't be started: {error.strerror}\n"
        os.write(2, text.encode())
    finally:
        os._exit(NOT_STARTED)


def come_last() -> None:
    """For a processor that others want too; but first when memory is short."""
    os.nice(NICE)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def watch(child: int, control: int, born: int) -> int:
    """Until the command has ended; its status."""
    while True:
        ready, _, _ = select.select([control, born], [], [])
        if born in ready:
            os.read(born, 4096)
            status = reap().get(child)
            if status is not None:
                return status
        if control in ready and not os.read(control, 4096):
            kill_offspring()
            os.killpg(0, signal.SIGKILL)


def reap() -> dict[int, int]:
    """The offspring of offspring comes to us when its parents are gone."""
    statuses = {}
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            statuses[ended[0]] = ended[1]
    return statuses


# The end of them all ------------------------------------------------------------------


def kill_offspring(patience: float = PATIENCE) -> None:
    """Also what has left the session, and what begins others all the time.

    What loses its parent becomes our child. So there is none left exactly when we have
    no child; what /proc shows is a moment late.
    """
    deadline = time.monotonic() + patience
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # none of them waits to be reaped
    while not is_alone() and time.monotonic() < deadline:
        freeze_offspring()
        send(offspring(), signal.SIGKILL)
        time.sleep(MOMENT)


def is_alone() -> bool:
    reap()
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return False
    except ChildProcessError:
        return True


def freeze_offspring() -> None:
    """So that none puts another in its place, until they may not begin any more.

    Those that begin another and end are our children all the time, which is quick
    to see.
    """
    frozen: set[int] = set()
    for look, rounds in ((offspring, FEW), (children, MANY)) * FEW:
        for _ in range(rounds):
            if not (fresh := look() - frozen):
                break
            send(fresh, signal.SIGSTOP)
            frozen |= fresh


def send(family: set[int], number: int) -> None:
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def children() -> set[int]:
    """Our own; empty where the system does not tell."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return set(map(int, file.read().split()))
    except OSError:
        return set()


def offspring() -> set[int]:
    parents = dict(living())
    family: set[int] = set()
    new = {os.getpid()}
    while new:
        new = {pid for pid, parent in parents.items() if parent in new} - family
        family |= new
    return family


def living() -> Any:
    """(process, its parent) of all that are no zombies."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except OSError:
                continue
            if state not in b"ZX":
                yield int(name), int(parent)


def end_like(status: int) -> NoReturn:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.kill(os.getpid(), number)
        time.sleep(1)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


if __name__ == "__main__":
    main()
