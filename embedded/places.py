"""Where the embedded services keep what is theirs.

`var/` belongs to the account that starts the product. The services may run as another
one (when started by root); where that account cannot reach `var/`, as in a clone under
a 0700 directory, their data lives under /var/lib instead.
"""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from embedded.account import Account, account_of, service_account
from embedded.errors import EmbeddedError
from embedded.passwords import passwords

REPOSITORY = Path(__file__).resolve().parents[1]
ELSEWHERE = Path("/var/lib/migration-tracker")
LONGEST_SOCKET = 100  # the system's limit for a socket's path is 108, with its end
SOCKET_NAME = "landing/.s.PGSQL.5432.lock"


@dataclass(frozen=True)
class Places:
    var: Path
    home: Path
    sockets: Path
    account: Account
    secrets: dict[str, str]
    fast: bool

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"


def var_directory() -> Path:
    return Path(os.environ.get("TRACKER_VAR") or REPOSITORY / "var").resolve()


def places() -> Places:
    var = var_directory()
    for directory in (var, var / "run", var / "log"):
        make_directory(directory, _passable())
    secrets = passwords(var)
    account = service_account()
    home = _home(var, account, secrets["instance"])
    if os.geteuid() == 0 and (home / "tracker").exists():
        account = account_of(home / "tracker")
    return Places(
        var=var,
        home=home,
        sockets=_sockets(home, secrets["instance"]),
        account=account,
        secrets=secrets,
        fast=bool(os.environ.get("TRACKER_FAST")),
    )


def make_directory(directory: Path, mode: int) -> None:
    """With this mode regardless of the umask; missing parents as well."""
    if directory.is_dir():
        return
    try:
        if not directory.parent.is_dir():
            make_directory(directory.parent, mode)
        directory.mkdir(exist_ok=True)
        directory.chmod(mode)
    except OSError as error:
        reason = error.strerror
        raise EmbeddedError(f"{directory} can't be created: {reason}.") from None


def binaries_directory() -> Path:
    """Programs are the same for all clusters of a clone, those of its tests too."""
    if chosen := os.environ.get("TRACKER_BINARIES"):
        return Path(chosen).resolve()
    var = REPOSITORY / "var"
    if not os.access(var if var.exists() else REPOSITORY, os.W_OK):
        var = var_directory()
    nearest = var if var.exists() else REPOSITORY
    near = service_account().reaches(nearest)
    return (var if near else ELSEWHERE) / "postgresql"


def work_directory() -> Path:
    """What jobs unpack, and PostgreSQL may have to open."""
    return places().home / "work"


def _passable() -> int:
    """Root's directories let the services' account through, but not look around."""
    return 0o711 if os.geteuid() == 0 else 0o700


def _home(var: Path, account: Account, instance: str) -> Path:
    # The instance is random: a new clone at an old clone's path is not given its data.
    name = hashlib.sha256(f"{var}:{instance}".encode()).hexdigest()[:16]
    elsewhere = ELSEWHERE / name
    if elsewhere.exists():
        return elsewhere
    if (var / "tracker").exists() or not account.is_another or account.reaches(var):
        return var
    return elsewhere


def _sockets(home: Path, instance: str) -> Path:
    near = home / "run"
    too_long = len(os.fsencode(near / SOCKET_NAME)) >= LONGEST_SOCKET
    if not too_long and "," not in str(near):  # a comma makes two hosts of one
        return near
    # No one can take this name before us: it follows from a secret.
    name = hashlib.sha256(f"sockets:{home}:{instance}".encode()).hexdigest()[:16]
    temporary = Path("/tmp")  # noqa: S108  not TMPDIR: all processes must agree
    return (temporary if temporary.is_dir() else Path(tempfile.gettempdir())) / (
        f"tracker-{name}"
    )
