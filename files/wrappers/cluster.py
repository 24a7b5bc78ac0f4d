"""A PostgreSQL data directory, recognised by the names of its files alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from files.wrappers.members import Member

_RELATION = r"(?:t\d+_)?\d+(?:_(?:fsm|vm|init))?(?:\.\d+)?"
_MAP = r"PG_VERSION|pg_filenode\.map|pg_internal\.init(?:\.\d+)?"
_PLACES = (
    "wal|xlog|xact|clog|multixact|subtrans|logical|notify|replslot|serial|snapshots"
    "|stat|stat_tmp|tblspc|twophase|commit_ts|dynshmem"
)
# The shortest prefix counts, as each database inside has a PG_VERSION, too.
_FILE = re.compile(
    r"(?:(?P<prefix>.*?)/)??"
    rf"(?:(?P<base>base/\d+/(?:{_RELATION}|{_MAP}))"
    rf"|global/(?:(?P<control>pg_control)|{_RELATION}|{_MAP})"
    rf"|pg_(?:{_PLACES})/.+"
    rf"|PG_\d+_\d+/\d+/(?:{_RELATION}|{_MAP})"
    r"|(?P<version>PG_VERSION))"
)


@dataclass
class Home:
    prefix: str
    size: int = 0
    version: bytes = b""
    marks: set[str] = field(default_factory=set)


class ClusterFiles:
    """Collects files of data directories, by the folder they are in."""

    def __init__(self) -> None:
        self._homes: dict[str, Home] = {}

    def takes(self, member: Member) -> bool:
        match = _FILE.fullmatch(member.name)
        if not match:
            return False
        prefix = match["prefix"] or ""
        home = self._homes.setdefault(prefix, Home(prefix))
        home.size += member.size
        home.marks.update(name for name, text in match.groupdict().items() if text)
        if match["version"]:
            home.version = member.stream.peek(16).strip()
        return True

    def complete(self) -> Iterator[Home]:
        for home in self._homes.values():
            if home.marks >= {"base", "control", "version"}:
                yield home

    @property
    def is_cut(self) -> bool:
        """There are tables, but the files that every data directory has are missing."""
        return any("base" in home.marks for home in self._homes.values()) and not any(
            self.complete()
        )
