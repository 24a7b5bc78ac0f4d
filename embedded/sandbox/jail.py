"""Walls made by root, where there is no bubblewrap: a place with next to nothing in it.

    python -I -S jail.py PLAN PROGRAM ARGUMENTS...

A program of its own. What runs in there sees PostgreSQL's programs and the system's
libraries, both read only, and one folder; it has no network, and an account that owns
nothing else. PLAN is JSON: shown and lent (pairs of a path here and one in there),
user, group, directory.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

ROOT = "/tmp"  # noqa: S108 - in a view of the file systems that is ours alone
NEW = (
    0x0002_0000 | 0x0400_0000 | 0x0800_0000 | 0x4000_0000
)  # mounts, name, ipc, network
READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT, BIND, WITHIN = 1, 2, 4, 32, 4096, 16384
PRIVATE = 1 << 18
LOCKED = 1 | 2 | 4 | 8 | 1024 | 2048  # flags that may not be taken away
DEVICES = ("null", "zero", "random", "urandom")
PROCESSES = 64
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
NOT_STARTED = 127
libc = ctypes.CDLL(None, use_errno=True)


def main() -> NoReturn:
    plan = json.loads(sys.argv[1])
    try:
        if libc.unshare(NEW):
            raise failed("unshare")
        mask = os.umask(0o022)
        furnish(plan)
        os.umask(mask)
        os.chroot(ROOT)
        os.chdir(plan["directory"])
        step_down(plan["user"], plan["group"])
        os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606
    except OSError as error:
        os.write(2, f"{sys.argv[2]} can't be started: {error}\n".encode())
    os._exit(NOT_STARTED)


def furnish(plan: dict[str, Any]) -> None:
    """Opened first: what lies below our root has no path afterwards."""
    devices = [[f"/dev/{name}", f"/dev/{name}"] for name in DEVICES]
    shown, lent = opened(plan["shown"]), opened([*plan["lent"], *devices])
    mount(None, "/", PRIVATE | WITHIN)
    scratch(ROOT, "mode=755,size=8m")
    for place in ("/tmp", "/dev/shm"):  # noqa: S108 - first: we may be shown below it
        os.makedirs(ROOT + place, exist_ok=True)
        options = "mode=1777,size=512m"
        mount(
            "tmpfs", ROOT + place, NO_SUID | NO_DEVICES, kind="tmpfs", options=options
        )
    for source, place in shown:
        bind(source, place, READ_ONLY | NO_SUID | NO_DEVICES)
    for source, place in lent:
        bind(source, place, NO_SUID)


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
    flags |= os.statvfs(target).f_flag & LOCKED
    mount(None, target, REMOUNT | BIND | flags)
    os.close(source)


def mount(
    source: str | None, target: str, flags: int, *, kind: str = "", options: str = ""
) -> None:
    texts = [
        text.encode() if text else None for text in (source, target, kind, options)
    ]
    if libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3]):
        raise failed(f"mount {target}")


def step_down(user: int, group: int) -> None:
    resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # which the change of user took off


def failed(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
