"""The walls around programs that work on a stranger's files.

With bubblewrap they see PostgreSQL's programs and the system's libraries, both read
only, and one folder; no network, no other process, no other file.
"""

import shutil
import subprocess
from functools import cache
from pathlib import Path

from restore.errors import Refused
from tracker.embedded.account import Account
from tracker.embedded.processes import clean_environment

INSIDE = Path("/cluster")  # what the folder is called in there
SYSTEM = ("/usr", "/bin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache")
SECONDS = 20
UNSAFE = (
    "It was opened without a sandbox, by an unprivileged user with limits only: "
    "install bubblewrap on the worker."
)
ACCOUNT = "passwd"  # a file in the folder: PostgreSQL wants a name for its user


def bubblewrap() -> str | None:
    return shutil.which("bwrap")


def sandbox_for(programs: Path, account: Account, *, required: bool) -> "Sandbox":
    program = bubblewrap()
    sandbox = Sandbox(program, programs) if program else None
    if sandbox and works(sandbox, account):
        return sandbox
    if required:
        raise Refused(
            "no_sandbox",
            "A data directory is opened in a sandbox only, and there is none on this "
            "worker: install bubblewrap there and allow user namespaces, or ask for a "
            "pg_dump file (pg_dump -Fc).",
        )
    return Sandbox(None, programs)


class Sandbox:
    def __init__(self, bubblewrap: str | None, programs: Path) -> None:
        self.bubblewrap = bubblewrap
        self.programs = programs

    @property
    def is_one(self) -> bool:
        return self.bubblewrap is not None

    def place(self, folder: Path) -> Path:
        """The folder's path as the programs know it."""
        return INSIDE if self.is_one else folder

    def socket(self) -> str:
        """Where clients find the server: the folder that it and they work in.

        A path of a few bytes, as a socket's may not be long.
        """
        return str(INSIDE / "data") if self.is_one else "/proc/self/cwd"

    def command(self, folder: Path | None, program: str, *arguments: str) -> list[str]:
        inner = [str(self.programs / program), *arguments]
        if not self.bubblewrap:
            return inner
        root = str(self.programs.parent)
        walls = [
            *(self.bubblewrap, "--unshare-all", "--die-with-parent"),
            *(part for path in SYSTEM for part in ("--ro-bind-try", path, path)),
            *("--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),  # noqa: S108
            *("--ro-bind", root, root),
        ]
        if folder:
            walls += ["--ro-bind", str(folder / ACCOUNT), "/etc/passwd"]
            walls += ["--bind", str(folder), str(INSIDE)]
            walls += ["--chdir", str(INSIDE / "data")]
        return [*walls, "--", *inner]


def works(sandbox: Sandbox, account: Account) -> bool:
    """User namespaces may be forbidden here, to all or to this account."""
    return _works(tuple(sandbox.command(None, "postgres", "--version")), account)


@cache
def _works(command: tuple[str, ...], account: Account) -> bool:
    try:
        done = subprocess.run(
            command,
            cwd="/",
            env=clean_environment(Path("/")),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            **account.popen(),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
