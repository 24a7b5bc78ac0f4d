"""The account for programs that work on a stranger's files: it owns nothing.

As root they get an account of their own for each data directory: a number without a
name, out of those that systems keep for accounts that come and go.
"""

import contextlib
import grp
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from embedded.account import Account, service_account
from embedded.errors import NoSandboxError
from embedded.places import var_directory
from embedded.processes import pids
from embedded.programs.groups import user_of

FIRST, LAST = 61184, 65519
ROUNDS, SECONDS = 20, 5
PROBE = Account(FIRST, FIRST)  # to see what works
# Where there are no walls PostgreSQL wants an account that has a name.
NAMED = ("nobody", "games", "daemon")


def account_of_its_own(work: Path) -> Account:
    """`work` is the attempt's folder in the job's, beside which are those of others."""
    taken = set(in_use(work.parent.parent))
    while True:
        number = FIRST + 1 + secrets.randbelow(LAST - FIRST)
        if number not in taken and not has_name(number):
            return Account(number, number)


def in_use(works: Path) -> Iterator[int]:
    """By a program, or by the files of a restore."""
    yield from (uid for pid in pids() if (uid := user_of(pid)) is not None)
    for place in works.glob("*/*/cluster-*/data"):
        with contextlib.suppress(OSError):
            yield place.stat().st_uid


def has_name(number: int) -> bool:
    for look_up in (pwd.getpwuid, grp.getgrgid):
        with contextlib.suppress(KeyError):
            look_up(number)
            return True
    return False


def remove_with_accounts(folder: Path) -> None:
    """Of a job, an attempt or a cluster; what still runs as its account ends first."""
    for place in ("data", "cluster-*/data", "*/cluster-*/data"):
        for data in folder.glob(place):
            with contextlib.suppress(OSError):
                end_all_of(data.lstat().st_uid)
    shutil.rmtree(folder, ignore_errors=True)


def end_all_of(uid: int) -> None:
    """Whatever runs as one of the accounts without a name.

    One call as the account itself reaches all of it at once, so that nothing can begin
    another in between. It may only reach us first.
    """
    if os.geteuid() != 0 or not FIRST < uid <= LAST:
        return
    for _ in range(ROUNDS):
        if kill_all_as(Account(uid, uid)) != -signal.SIGKILL:
            return


def kill_all_as(account: Account) -> int:
    script = f'test "$(id -ru)" = {account.uid} && kill -s KILL -- -1'
    process = subprocess.Popen(
        ["/bin/sh", "-c", script],
        cwd="/",
        env={"PATH": os.defpath},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **account.popen(),
    )
    try:
        return process.wait(SECONDS)
    except subprocess.TimeoutExpired:  # it was stopped
        process.kill()
        return process.wait()


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
