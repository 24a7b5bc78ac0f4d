"""Walls where there is no bubblewrap: a place with next to nothing in it.

    python -I -S jail.py PLAN PROGRAM ARGUMENTS...

A program of its own. What runs in there sees PostgreSQL's programs and the system's
libraries, both read only, and one folder; it has no network, no other processes, and an
account that owns nothing else. Root makes the walls and steps down; anybody else makes
them within a user namespace of their own. PLAN is JSON: shown and lent (pairs of a path
here and one in there), directory, and for root the user and group to step down to.

Two processes stay: one out here, and the first one in there. With the end of the first
one the system ends all the others in there, whatever they did to hide.
"""

import ctypes
import json
import os
import re
import resource
import select
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

ROOT = "/tmp"  # noqa: S108 - in a view of the file systems that is ours alone
# mounts, name, ipc, processes, network
NEW = 0x0002_0000 | 0x0400_0000 | 0x0800_0000 | 0x2000_0000 | 0x4000_0000
NEW_USER = 0x1000_0000
READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT, BIND, WITHIN = 1, 2, 4, 32, 4096, 16384
PRIVATE = 1 << 18
LOCKED = 1 | 2 | 4 | 8 | 1024 | 2048  # flags that may not be taken away
DEVICES = ("null", "zero", "random", "urandom")
PROCESSES = 64
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CAPABILITIES = 0x2008_0522  # the version of the call
POLITE = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NOT_STARTED = 127
libc = ctypes.CDLL(None, use_errno=True)


def main() -> NoReturn:
    plan, command = json.loads(sys.argv[1]), sys.argv[2:]
    for number in POLITE:
        signal.signal(number, signal.SIG_IGN)  # they are meant for the program
    try:
        enter(plan)
        answer, told = os.pipe()
        first = os.fork()
        if first == 0:
            os.close(answer)
            be_first(plan, command, told)
        os.close(told)
    except OSError as error:
        os.write(2, f"{command[0]} can't be started: {error}\n".encode())
        os._exit(NOT_STARTED)
    _, status = os.waitpid(first, 0)
    end_like(int(os.read(answer, 20) or status))


def enter(plan: dict[str, Any]) -> None:
    above, user, group = os.getppid(), os.getuid(), os.getgid()
    if libc.unshare(NEW if "user" in plan else NEW | NEW_USER):
        raise failed("unshare")
    if "user" not in plan:
        become_known("setgroups", "deny")
        become_known("uid_map", f"{user} {user} 1")
        become_known("gid_map", f"{group} {group} 1")
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != above:
        os._exit(NOT_STARTED)


def become_known(name: str, text: str) -> None:
    with open(f"/proc/self/{name}", "w") as file:
        file.write(text)


def be_first(plan: dict[str, Any], command: list[str], told: int) -> NoReturn:
    """Process 1 in there: starts the program, reaps orphans, tells how it ended."""
    mask = os.umask(0o022)
    furnish(plan)
    os.umask(mask)
    os.chroot(ROOT)  # from within which there is no way to another user namespace
    os.chdir(plan["directory"])
    step_down(plan)
    end_with_parent(told)
    program = os.fork()
    if program == 0:
        be_program(command)
    ended, status = os.wait()
    while ended != program:
        ended, status = os.wait()
    os.write(told, str(status).encode())
    os._exit(0)


def be_program(command: list[str]) -> NoReturn:
    for number in (*POLITE, signal.SIGPIPE, signal.SIGXFSZ):
        signal.signal(number, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606


def step_down(plan: dict[str, Any]) -> None:
    if "user" in plan:
        resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
        os.setgroups([])
        os.setresgid(*[plan["group"]] * 3)
        os.setresuid(*[plan["user"]] * 3)
    libc.capset((ctypes.c_uint32 * 2)(CAPABILITIES, 0), (ctypes.c_uint32 * 6)())
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def end_with_parent(told: int) -> None:
    """After the change of user, which takes it off. No program may change it."""
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    poll = select.poll()
    poll.register(told, 0)
    if poll.poll(0):  # nobody listens: the parent has ended in between
        os._exit(NOT_STARTED)


def end_like(status: int) -> NoReturn:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number != signal.SIGKILL:
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        time.sleep(1)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


# The place ----------------------------------------------------------------------------


def furnish(plan: dict[str, Any]) -> None:
    """Opened first: what lies below our root has no path afterwards."""
    devices = [[f"/dev/{name}", f"/dev/{name}"] for name in DEVICES]
    shown, lent = opened(plan["shown"]), opened([*plan["lent"], *devices])
    mount(None, "/", PRIVATE | WITHIN)
    scratch(ROOT, "mode=755,size=8m")
    for place in ("/tmp", "/dev/shm"):  # noqa: S108 - first: we may be shown below it
        os.makedirs(ROOT + place, exist_ok=True)
        options = "mode=1777,size=128m"
        mount(
            "tmpfs", ROOT + place, NO_SUID | NO_DEVICES, kind="tmpfs", options=options
        )
    for source, place in shown:
        bind(source, place, READ_ONLY | NO_SUID | NO_DEVICES)
    for source, place in lent:
        bind(source, place, NO_SUID)
    mount(None, ROOT, REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)


def scratch(place: str, options: str) -> None:
    os.makedirs(place, exist_ok=True)
    mount("tmpfs", place, NO_SUID | NO_DEVICES, kind="tmpfs", options=options)


def opened(pairs: Iterable[Sequence[str]]) -> list[tuple[int, str]]:
    return [
        (os.open(source, os.O_PATH), place)
        for source, place in pairs
        if os.path.exists(source)
    ]


def bind(source: int, place: str, flags: int) -> None:
    target = ROOT + place
    path = f"/proc/self/fd/{source}"
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
    mount(path, target, BIND | WITHIN)
    for mounted in mounts(target):
        locked = os.statvfs(mounted).f_flag & LOCKED
        mount(None, mounted, REMOUNT | BIND | flags | locked)
    os.close(source)


def mounts(top: str) -> Iterator[str]:
    """Itself, and what is mounted below it and came along."""
    with open("/proc/self/mountinfo", errors="surrogateescape") as lines:
        for line in lines:
            place = re.sub(r"\\(\d{3})", lambda c: chr(int(c[1], 8)), line.split()[4])
            if f"{place}/".startswith(f"{top}/"):
                yield place


def mount(
    source: str | None, target: str, flags: int, *, kind: str = "", options: str = ""
) -> None:
    texts = [
        os.fsencode(text) if text else None for text in (source, target, kind, options)
    ]
    if libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3]):
        raise failed(f"mount {target}")


def failed(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
