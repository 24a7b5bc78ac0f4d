"""Locales of the backup's server that are missing on this system.

PostgreSQL refuses to open a database whose locale is unknown. Here the order of letters
does not matter, as no index is used and nothing is sorted. So the system's plain locale
is offered under the missing name.
"""

import contextlib
import re
from pathlib import Path

from files.errors import Refused
from files.wrappers.names import shown

from .advice import OR_DUMP

SYSTEM = Path("/usr/lib/locale")
PLAIN = ("C.utf8", "C.UTF-8")
_MISSING = re.compile(r'initialized with LC_[A-Z]+ "([^"\n]*)"')
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,60}")


def path_of(folder: Path) -> str:
    """The value of LOCPATH."""
    return f"{folder}:{SYSTEM}"


def missing(output: str) -> str:
    """The name that kept a database from being opened; empty for other failures."""
    names = _MISSING.findall(output)
    return names[-1] if names else ""


def offer(name: str, folder: Path) -> None:
    """Offer the plain locale under this name; Refused the second time."""
    plain = next((SYSTEM / one for one in PLAIN if (SYSTEM / one).is_dir()), None)
    if _NAME.fullmatch(name) and plain:
        with contextlib.suppress(FileExistsError):
            (folder / name).symlink_to(plain)
            return
    raise Refused(
        "collation",
        f"The database in this data directory uses the locale “{shown(name, 60)}”, "
        f"which is missing on this system. Install it here, {OR_DUMP}",
    )
