"""The operating system's account that the services run as."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedded.errors import EmbeddedError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        return self.uid != os.geteuid()

    def popen(self) -> dict[str, Any]:
        """What a subprocess needs to run as this account."""
        if not self.is_another:
            return {"umask": 0o077}
        return {
            "umask": 0o077,
            "user": self.uid,
            "group": self.gid,
            "extra_groups": [],
        }

    def own(self, path: Path) -> None:
        if self.is_another:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def reaches(self, directory: Path) -> bool:
        """May this account pass through all directories down to this one?"""
        return all(self._passes(place) for place in (directory, *directory.parents))

    def _passes(self, place: Path) -> bool:
        status = place.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def service_account() -> Account:
    """Ourselves; root, whom PostgreSQL refuses, takes an unprivileged account."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        "PostgreSQL does not run as root, and there is no account named "
        f"{' or '.join(UNPRIVILEGED)}. Add one, or start as an ordinary user."
    )


def account_of(directory: Path) -> Account:
    """The account that has been using this directory."""
    status = directory.stat()
    return Account(status.st_uid, status.st_gid)
