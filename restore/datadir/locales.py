"""Names of locales that the backup's server knew and this system does not.

PostgreSQL refuses a database whose locale is unknown. Nothing here depends on its
order of letters, as no index is used and nothing is sorted; so the system's plain
locale is offered under the missing name.
"""

import contextlib
import re
from pathlib import Path

from files.errors import Refused

from .versions import DUMP

SYSTEM = Path("/usr/lib/locale")
PLAIN = ("C.utf8", "C.UTF-8")
_MISSING = re.compile(r'initialized with LC_[A-Z]+ "([^"\n]*)"')
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,60}")


def path_of(folder: Path) -> str:
    """For LOCPATH."""
    return f"{folder}:{SYSTEM}"


def missing(said: str) -> str:
    """The name that kept a database from being opened, if that was it."""
    found = _MISSING.findall(said)
    return found[-1] if found else ""


def offer(name: str, folder: Path) -> None:
    """Under this name, once."""
    plain = next((SYSTEM / each for each in PLAIN if (SYSTEM / each).is_dir()), None)
    if _NAME.fullmatch(name) and plain:
        with contextlib.suppress(FileExistsError):
            (folder / name).symlink_to(plain)
            return
    raise Refused(
        "collation",
        f"The database in this data directory uses the locale “{shorten(name)}”, which "
        f"this system does not know: install it here, or {DUMP}.",
    )


def shorten(name: str) -> str:
    return "".join(sign if sign.isprintable() else "�" for sign in name)[:60]
