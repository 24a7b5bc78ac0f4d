"""The table of contents of a pg_dump archive, entry by entry."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused
from files.types import Tick
from restore.types import Format, Identified

from .encodings import codec
from .entry import Entry
from .header import CUSTOM, TAR, Header, header
from .reading import Reader, damaged
from .settings import Settings, read_setting
from .whole import is_whole

MOST_ENTRIES = 200_000
# pg_restore makes a list as long as the largest number, so it must not be huge.
LARGEST_ID = 10_000_000
MOST_NEEDS = 2_000_000  # of all entries
OFFSET_UNKNOWN, OFFSET_KNOWN, NO_DATA = 1, 2, 3
ENDINGS = ("", ".gz", ".lz4", ".zst")
HIGHEST_OFFSET = 2**62


@dataclass(frozen=True)
class Toc:
    header: Header
    settings: Settings
    entries: tuple[Entry, ...]
    end: int  # where the data begin, in custom format
    size: int  # of the file
    path: Path


def nobody(_: int) -> None:
    pass


def read_contents(identified: Identified, tick: Tick = nobody) -> Toc:
    """Of a dump in custom or directory format; tick counts entries."""
    is_custom = identified.format is Format.CUSTOM
    path = identified.path if is_custom else identified.path / "toc.dat"
    with path.open("rb") as file:
        toc = _read(file, path, tick)
    if toc.header.format != (CUSTOM if is_custom else TAR):
        raise damaged("its format is not the one it names")
    if is_custom:
        _check_end(toc)
    else:
        _check_files(toc)
    return toc


def data_sizes(toc: Toc) -> dict[int, int]:
    """Bytes in the archive of each table's data; empty when nobody wrote them."""
    if toc.header.format == TAR:
        return {
            entry.dump_id: _file(toc, entry).stat().st_size
            for entry in toc.entries
            if entry.desc == "TABLE DATA" and entry.file
        }
    placed = sorted(
        (entry.offset, entry.dump_id, entry.desc)
        for entry in toc.entries
        if entry.offset is not None
    )
    ends = [*(offset for offset, *_ in placed[1:]), toc.size]
    return {
        number: end - start
        for (start, number, desc), end in zip(placed, ends, strict=False)
        if desc == "TABLE DATA"
    }


def _read(file: BinaryIO, path: Path, tick: Tick) -> Toc:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    reader = Reader(file)
    head = header(reader)
    count = reader.number()
    if not 0 <= count <= MOST_ENTRIES:
        raise Refused(
            "too_large",
            f"This dump says that it has {count:,} entries: no appliance has more "
            f"than {MOST_ENTRIES:,}.",
        )
    settings = Settings()
    entries = tuple(_entries(reader, head, settings, count, tick))
    return Toc(head, settings, entries, reader.position, size, path)


def _entries(
    reader: Reader, head: Header, settings: Settings, count: int, tick: Tick
) -> Iterator[Entry]:
    seen: set[int] = set()
    for done in range(count):
        if not done % 1000:
            tick(done)
        entry = _entry(reader, head, settings)
        if entry.dump_id in seen:
            raise damaged(f"two of its entries have the number {entry.dump_id}")
        seen.add(entry.dump_id)
        if not read_setting(settings, entry):
            yield entry


def _entry(reader: Reader, head: Header, settings: Settings) -> Entry:
    encoding = codec(settings.encoding)

    def text() -> str:
        return (reader.text() or b"").decode(encoding, "surrogateescape")

    number, has_data = reader.number(), reader.number()
    table_oid, oid = _digits(reader.text()), _digits(reader.text())
    tag, desc = text(), text()
    section, definition, _drop = reader.number(), text(), reader.text()
    copy, schema, tablespace = text(), text(), text()
    access_method = text() if head.version >= (1, 14) else ""
    relkind = reader.number() if head.version >= (1, 16) else 0
    owner, _with_oids = text(), reader.text()
    needs = tuple(_needs(reader))
    offset, file = _place(reader, head)
    if not 0 < number <= LARGEST_ID or has_data not in (0, 1) or not desc:
        raise damaged("an entry in its table of contents is none")
    return Entry(
        number, bool(has_data), table_oid, oid, tag, _DESCS.setdefault(desc, desc),
        section, definition if desc in KEPT else "", copy, schema, tablespace,
        access_method, chr(relkind) if 0 < relkind < 128 else "", owner, needs,
        offset, file,
    )  # fmt: skip


# Definitions of anything else are never looked at.
KEPT = {
    "ENCODING", "STDSTRINGS", "SEARCHPATH",
    "SCHEMA", "TYPE", "DOMAIN", "TABLE", "SEQUENCE", "SEQUENCE OWNED BY", "DEFAULT",
    "TABLE DATA", "SEQUENCE SET", "TABLE ATTACH", "CONSTRAINT", "CHECK CONSTRAINT",
    "FK CONSTRAINT", "INDEX", "INDEX ATTACH",
}  # fmt: skip


def _digits(text: bytes | None) -> int:
    if text is None or not text.isdigit() or len(text) > 10:
        raise damaged("a number in it is none")
    return int(text)


def _needs(reader: Reader) -> Iterator[int]:
    while (text := reader.text()) is not None:
        reader.needs += 1
        if reader.needs > MOST_NEEDS:
            raise Refused("too_large", "The entries of this dump need far too much.")
        yield _digits(text)


def _place(reader: Reader, head: Header) -> tuple[int | None, str]:
    """Where its data are."""
    if head.format == TAR:
        name = reader.text() or b""
        return None, name.decode("ascii", "replace")
    state = reader.byte()
    offset = int.from_bytes(reader.take(reader.offset_size), "little")
    if state not in (OFFSET_UNKNOWN, OFFSET_KNOWN, NO_DATA) or offset > HIGHEST_OFFSET:
        raise damaged("a place in it is none")
    return (offset if state == OFFSET_KNOWN else None), ""


def _check_end(toc: Toc) -> None:
    """The last block of data ends with a length of zero."""
    offsets = [entry.offset for entry in toc.entries if entry.offset is not None]
    if any(entry.has_data for entry in toc.entries) and (
        toc.size < toc.end + 5 or max(offsets, default=0) >= toc.size
    ):
        raise _cut_off()
    if min(offsets, default=toc.end) < toc.end:
        raise damaged("its data begin within its table of contents")
    if len(set(offsets)) != len(offsets):
        raise damaged("two tables share the same data")
    if any(entry.has_data for entry in toc.entries):
        with toc.path.open("rb") as file:
            file.seek(-5, os.SEEK_END)
            if file.read(5) != bytes(5):
                raise _cut_off()


def _check_files(toc: Toc) -> None:
    """Each table has a file; its name was written by a stranger."""
    for entry in toc.entries:
        if entry.desc != "TABLE DATA" or not entry.has_data:
            continue
        if entry.file != f"{entry.dump_id}.dat":
            raise damaged("a name in its table of contents is not one of its files")
        file = _file(toc, entry)
        if not file.is_file():
            raise Refused(
                "truncated",
                f"This dump has no file “{entry.file}”, although its table of contents "
                "says so: send the whole folder.",
            )
        if entry.copy and not is_whole(file):
            raise Refused(
                "truncated",
                f"The file “{file.name}” of this dump is cut off: send the whole "
                "folder again.",
            )


def _file(toc: Toc, entry: Entry) -> Path:
    """pg_restore, too, takes the first that is there."""
    plain = toc.path.parent / entry.file
    known = [plain.with_name(plain.name + ending) for ending in ENDINGS]
    return next((path for path in known if path.is_file()), plain)


def _cut_off() -> Refused:
    return Refused(
        "truncated", "This dump is cut off: its last table does not end. Copy it again."
    )


_DESCS: dict[str, str] = {}
