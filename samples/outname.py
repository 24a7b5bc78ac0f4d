"""How a backup is packed, as its name says."""

import re
from dataclasses import dataclass
from pathlib import Path

FORMATS = (
    *("live.datadir.tar", "datadir.tar", "basebackup.tar"),
    *("dir.tar", "dump", "sql", "tar"),
)
WRAPPERS = ("gz", "zst", "zip", "tar")
NAME = re.compile(
    rf"(?P<stem>.+?)\.(?P<format>{'|'.join(map(re.escape, FORMATS))})"
    rf"(?P<wrappers>(\.({'|'.join(WRAPPERS)})){{0,3}})",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class OutName:
    stem: str
    format: str
    wrappers: tuple[str, ...]  # innermost first


def understand(path: Path) -> OutName:
    match = NAME.fullmatch(path.name)
    if not match:
        raise ValueError(
            f"The ending of {path.name!r} does not say how to pack it. Use .dump, "
            ".sql, .tar, .dir.tar, .datadir.tar, .live.datadir.tar or .basebackup.tar, "
            "followed by up to three of .gz, .zst, .zip and .tar, as in "
            "sample.dump.tar.zst."
        )
    wrappers = match["wrappers"].lower().split(".")[1:]
    return OutName(match["stem"], match["format"].lower(), tuple(wrappers))
