"""The account for programs that work on a stranger's files: it owns nothing.

As root they get an account of their own for each data directory: a number without a
name, out of those that systems keep for accounts that come and go.
"""

import contextlib
import grp
import os
import pwd
import secrets
from collections.abc import Iterator
from pathlib import Path

from embedded.account import Account, service_account
from embedded.errors import NoSandboxError
from embedded.places import var_directory
from embedded.processes import PROC, pids

FIRST, LAST = 61184, 65519
PROBE = Account(FIRST, FIRST)  # to see what works
# Where there are no walls PostgreSQL wants an account that has a name.
NAMED = ("nobody", "games", "daemon")


def account_of_its_own(work: Path) -> Account:
    """`work` is the job's folder, beside which are those of other jobs."""
    taken = set(in_use(work.parent))
    while True:
        number = FIRST + 1 + secrets.randbelow(LAST - FIRST)
        if number not in taken and not has_name(number):
            return Account(number, number)


def in_use(works: Path) -> Iterator[int]:
    """By a program, or by the files of a restore."""
    places = [PROC / str(pid) for pid in pids()]
    for place in (*places, *works.glob("*/cluster-*/data")):
        with contextlib.suppress(OSError):
            yield place.stat().st_uid


def has_name(number: int) -> bool:
    for look_up in (pwd.getpwuid, grp.getgrgid):
        with contextlib.suppress(KeyError):
            look_up(number)
            return True
    return False


def account_with_name() -> Account:
    """Not the one that our own clusters belong to."""
    ours = {service_account().uid, *owners()}
    for name in NAMED:
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            if entry.pw_uid not in ours:
                return Account(entry.pw_uid, entry.pw_gid)
    raise NoSandboxError(
        "no_account",
        "Data directories are not opened as root, nor as the account of the embedded "
        "servers. Install bubblewrap on the worker, or start it as an ordinary user.",
    )


def owners() -> Iterator[int]:
    for name in ("tracker", "landing"):
        with contextlib.suppress(OSError):
            yield (var_directory() / name).stat().st_uid


def ourselves() -> Account:
    return Account(os.geteuid(), os.getegid())
