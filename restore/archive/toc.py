"""The table of contents of a pg_dump archive, entry by entry."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from files.errors import Refused, truncated
from files.types import Tick
from restore.sql.encodings import codec
from restore.sql.refusals import RIGHT_FILE
from restore.types import Format, Identified

from .entry import Entry
from .header import CUSTOM, TAR, Header, parse_header
from .reading import TocReader, damaged_dump
from .settings import Settings, read_setting
from .whole import is_whole

MOST_ENTRIES = 200_000
# pg_restore allocates a list as long as the largest number.
LARGEST_ID = 10_000_000
MOST_NEEDS = 2_000_000  # of all entries
OFFSET_UNKNOWN, OFFSET_KNOWN, NO_DATA = 1, 2, 3
ENDINGS = ("", ".gz", ".lz4", ".zst")
HIGHEST_OFFSET = 2**62
# Definitions of anything else are never looked at.
KEPT = {
    "ENCODING",
    "STDSTRINGS",
    "SEARCHPATH",
    "SCHEMA",
    "TYPE",
    "DOMAIN",
    "TABLE",
    "SEQUENCE",
    "SEQUENCE OWNED BY",
    "DEFAULT",
    "TABLE DATA",
    "SEQUENCE SET",
    "TABLE ATTACH",
    "CONSTRAINT",
    "CHECK CONSTRAINT",
    "FK CONSTRAINT",
    "INDEX",
    "INDEX ATTACH",
}


@dataclass(frozen=True)
class Toc:
    header: Header
    settings: Settings
    entries: tuple[Entry, ...]
    end: int  # where the data begins, in custom format
    size: int  # of the file
    path: Path


def ignore_progress(_: int) -> None:
    pass


def read_contents(identified: Identified, tick: Tick = ignore_progress) -> Toc:
    """For a dump in custom or directory format; tick counts entries."""
    is_custom = identified.format is Format.CUSTOM
    path = identified.path if is_custom else identified.path / "toc.dat"
    with path.open("rb") as file:
        toc = _read(file, path, tick)
    if toc.header.format != (CUSTOM if is_custom else TAR):
        raise damaged_dump("wrong format")
    if is_custom:
        _check_end(toc)
    else:
        _check_files(toc)
    return toc


def data_sizes(toc: Toc) -> dict[int, int]:
    """Bytes of each table's data in the archive; empty when they are unknown."""
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
    reader = TocReader(file)
    head = parse_header(reader)
    count = reader.number()
    if not 0 <= count <= MOST_ENTRIES:
        raise Refused(
            "too_large",
            f"This dump claims to have {count:,} entries, and at most {MOST_ENTRIES:,} "
            f"are accepted. {RIGHT_FILE}",
        )
    settings = Settings()
    entries = tuple(_entries(reader, head, settings, count, tick))
    return Toc(head, settings, entries, reader.position, size, path)


def _entries(
    reader: TocReader, head: Header, settings: Settings, count: int, tick: Tick
) -> Iterator[Entry]:
    seen: set[int] = set()
    for done in range(count):
        if not done % 1000:
            tick(done)
        entry = _entry(reader, head, settings)
        if entry.dump_id in seen:
            raise damaged_dump(f"two entries have the number {entry.dump_id}")
        seen.add(entry.dump_id)
        if not read_setting(settings, entry):
            yield entry


def _entry(reader: TocReader, head: Header, settings: Settings) -> Entry:
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
        raise damaged_dump("invalid entry in its table of contents")
    return Entry(
        dump_id=number,
        has_data=bool(has_data),
        table_oid=table_oid,
        oid=oid,
        tag=tag,
        desc=_DESCS.setdefault(desc, desc),
        section=section,
        definition=definition if desc in KEPT else "",
        copy=copy,
        schema=schema,
        tablespace=tablespace,
        access_method=access_method,
        relkind=chr(relkind) if 0 < relkind < 128 else "",
        owner=owner,
        needs=needs,
        offset=offset,
        file=file,
    )


def _digits(text: bytes | None) -> int:
    if text is None or not text.isdigit() or len(text) > 10:
        raise damaged_dump("invalid number")
    return int(text)


def _needs(reader: TocReader) -> Iterator[int]:
    while (text := reader.text()) is not None:
        reader.needs += 1
        if reader.needs > MOST_NEEDS:
            raise Refused(
                "too_large",
                f"The entries of this dump depend on far too many others. {RIGHT_FILE}",
            )
        yield _digits(text)


def _place(reader: TocReader, head: Header) -> tuple[int | None, str]:
    """Where its data is."""
    if head.format == TAR:
        name = reader.text() or b""
        return None, name.decode("ascii", "replace")
    state = reader.byte()
    offset = int.from_bytes(reader.take(reader.offset_size), "little")
    if state not in (OFFSET_UNKNOWN, OFFSET_KNOWN, NO_DATA) or offset > HIGHEST_OFFSET:
        raise damaged_dump("invalid position")
    return (offset if state == OFFSET_KNOWN else None), ""


def _check_end(toc: Toc) -> None:
    """The last block of data ends with a length of zero."""
    offsets = [entry.offset for entry in toc.entries if entry.offset is not None]
    if any(entry.has_data for entry in toc.entries) and (
        toc.size < toc.end + 5 or max(offsets, default=0) >= toc.size
    ):
        raise _cut_off()
    if min(offsets, default=toc.end) < toc.end:
        raise damaged_dump("data begins within its table of contents")
    if len(set(offsets)) != len(offsets):
        raise damaged_dump("two tables share the same data")
    if any(entry.has_data for entry in toc.entries):
        with toc.path.open("rb") as file:
            file.seek(-5, os.SEEK_END)
            if file.read(5) != bytes(5):
                raise _cut_off()


def _check_files(toc: Toc) -> None:
    """Each table has a file, whose name a stranger wrote."""
    for entry in toc.entries:
        if entry.desc != "TABLE DATA" or not entry.has_data:
            continue
        if entry.file != f"{entry.dump_id}.dat":
            raise damaged_dump("wrong file name in its table of contents")
        file = _file(toc, entry)
        if not file.is_file():
            raise Refused(
                "truncated",
                f"This dump is incomplete (the file “{entry.file}” is missing). Send "
                "the whole folder.",
            )
        if entry.copy and not is_whole(file):
            raise Refused(
                "truncated",
                f"This dump is incomplete (the file “{file.name}” ends early). Send "
                "the whole folder again.",
            )


def _file(toc: Toc, entry: Entry) -> Path:
    """pg_restore, too, takes the first one that exists."""
    plain = toc.path.parent / entry.file
    candidates = [plain.with_name(plain.name + ending) for ending in ENDINGS]
    return next((path for path in candidates if path.is_file()), plain)


def _cut_off() -> Refused:
    return truncated("This dump", "its last table has no end")


_DESCS: dict[str, str] = {}
