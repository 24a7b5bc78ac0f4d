"""Archives as pg_dump writes them, and as it never would."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

UNKNOWN, KNOWN, NONE = 1, 2, 3
SECTIONS = {
    "ENCODING": 2,
    "STDSTRINGS": 2,
    "SEARCHPATH": 2,
    "TABLE DATA": 3,
    "SEQUENCE SET": 3,
    "CONSTRAINT": 4,
    "CHECK CONSTRAINT": 4,
    "FK CONSTRAINT": 4,
    "INDEX": 4,
    "INDEX ATTACH": 4,
    "TRIGGER": 4,
    "ACL": 1,
    "BLOB": 2,
}


@dataclass
class Entry:
    desc: str
    tag: str
    definition: str = ""
    schema: str = "ds3"
    copy: str = ""
    needs: Sequence[int] = ()
    number: int = 0
    data: bytes | None = None
    section: int = 0
    has_data: int | None = None


@dataclass
class Archive:
    entries: Sequence[Entry] = ()
    version: tuple[int, int] = (1, 16)
    form: int = 1
    count: int | None = None
    piped: bool = False
    settings: Sequence[Entry] = field(default_factory=lambda: SETTINGS)


SETTINGS = (
    Entry("ENCODING", "ENCODING", "SET client_encoding = 'UTF8';\n", ""),
    Entry("STDSTRINGS", "STDSTRINGS", "SET standard_conforming_strings = 'on';\n", ""),
    Entry(
        "SEARCHPATH",
        "SEARCHPATH",
        "SELECT pg_catalog.set_config('search_path', '', false);\n",
        "",
    ),
)


def integer(number: int) -> bytes:
    return struct.pack("<BI", number < 0, abs(number))


def text(value: str | bytes | None) -> bytes:
    if value is None:
        return integer(-1)
    raw = value.encode() if isinstance(value, str) else value
    return integer(len(raw)) + raw


def head(archive: Archive) -> bytes:
    major, minor = archive.version
    data = b"PGDMP" + bytes([major, minor, 0, 4, 8, archive.form])
    data += b"\0" if archive.version >= (1, 15) else integer(0)
    data += b"".join(map(integer, (0, 30, 3, 19, 0, 126, 0)))  # 2026-01-19
    return data + text("tapesystem") + text("18.6") + text("18.6")


def build(archive: Archive) -> bytes:
    """The whole file: offsets are known when the contents are written once."""
    entries = [*archive.settings, *archive.entries]
    for number, entry in enumerate(entries, start=1):
        entry.number = entry.number or number
    blocks = [block(entry) for entry in entries]
    start = len(contents(archive, entries, [0] * len(entries)))
    offsets = list(accumulate(map(len, blocks[:-1]), initial=start))
    return contents(archive, entries, offsets) + b"".join(blocks)


def block(entry: Entry) -> bytes:
    if entry.data is None:
        return b""
    return b"\x01" + integer(entry.number) + text(entry.data) + integer(0)


def contents(archive: Archive, entries: Sequence[Entry], offsets: list[int]) -> bytes:
    count = len(entries) if archive.count is None else archive.count
    return (
        head(archive)
        + integer(count)
        + b"".join(
            one(archive, entry, offset)
            for entry, offset in zip(entries, offsets, strict=True)
        )
    )


def one(archive: Archive, entry: Entry, offset: int) -> bytes:
    has_data = entry.data is not None if entry.has_data is None else entry.has_data
    section = entry.section or SECTIONS.get(entry.desc, 2)
    data = integer(entry.number) + integer(int(has_data)) + text("1259") + text("1")
    data += text(entry.tag) + text(entry.desc) + integer(section)
    data += text(entry.definition) + text("") + text(entry.copy) + text(entry.schema)
    data += text("")
    data += text("heap") if archive.version >= (1, 14) else b""
    data += integer(ord("r")) if archive.version >= (1, 16) else b""
    data += text("owner") + text("false")
    data += b"".join(text(str(number)) for number in entry.needs) + text(None)
    if archive.form == 3:
        return data + text(f"{entry.number}.dat" if has_data else "")
    state = NONE if entry.data is None else UNKNOWN if archive.piped else KNOWN
    return data + bytes([state]) + struct.pack("<Q", offset if state == KNOWN else 0)


def table(name: str = "bucket", rows: bytes = b"1\n\\.\n\n") -> list[Entry]:
    """A small table and its rows."""
    return [
        Entry("SCHEMA", "ds3", "CREATE SCHEMA ds3;\n", ""),
        Entry("TABLE", name, f"CREATE TABLE ds3.{name} (\n    id integer\n);\n"),
        Entry("TABLE DATA", name, "", copy=copy(name), data=rows),
    ]


def copy(name: str) -> str:
    return f"COPY ds3.{name} (id) FROM stdin;\n"


def small(**changes: object) -> bytes:
    return build(Archive(table(), **changes))  # type: ignore[arg-type]
