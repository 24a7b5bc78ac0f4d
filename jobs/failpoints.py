"""Named places where tests let a process die, hang or fail.

FAILPOINT=name:action, or name:action:FILE to do it once only (FILE remembers), or
@FILE to read that from a file each time. Honoured where the settings allow it, which
are those of the tests.
"""

import errno
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


class FailpointError(Exception):
    """What `raise` raises: an unexpected error."""


def failpoint(name: str) -> None:
    if not settings.FAILPOINTS_ALLOWED:
        return
    name_set, _, action = setting().partition(":")
    action, _, once = action.partition(":")
    if name_set == name and first_time(once):
        ACTIONS[action]()


def setting() -> str:
    text = os.environ.get("FAILPOINT", "")
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text().strip()
    except FileNotFoundError:
        return ""


def first_time(marker: str) -> bool:
    if not marker:
        return True
    try:
        os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return False
    return True


def kill9() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def hang() -> None:
    time.sleep(3600)


def pause() -> None:
    """Long enough for a test to do something, such as cancel."""
    time.sleep(2)


def fail() -> None:
    raise FailpointError("a failpoint")


def no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


ACTIONS: dict[str, Callable[[], None]] = {
    "kill9": kill9,
    "hang": hang,
    "pause": pause,
    "raise": fail,
    "enospc": no_space,
}
