"""Valid dumps of a small catalogue, for builders that spoil them."""

import io
import struct
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.restore.test_archive.forge import Archive, Entry, one
from tests.restore.test_engine.sources import BLACKPEARL, dump_of

Build = Callable[["Valid"], bytes]
CANARY = Path("/tmp/canary-of-the-corpus")
TOUCH = f"touch {CANARY}"
DIRECTORY = 5
ROWS = 500  # of ds3.s3_object in the script


@dataclass(frozen=True)
class Case:
    """`code` is empty if the backup is restored without its harmful parts."""

    build: Build
    code: str = ""


Cases = dict[str, Case]


@dataclass
class Valid:
    folder: Path
    dumps: dict[object, bytes] = field(default_factory=dict)

    def dump(self, *options: str, more: str = "", create: str = "") -> bytes:
        """What pg_dump makes of the script and `more`; dumps once."""
        key = (options, more, create)
        if key not in self.dumps:
            path = self.folder / f"{len(self.dumps)}.dump"
            dump_of(BLACKPEARL + more, path, *options, create=create)
            self.dumps[key] = path.read_bytes() if path.is_file() else packed(path)
        return self.dumps[key]

    @property
    def plain(self) -> bytes:
        return self.dump("-Fp")

    @property
    def custom(self) -> bytes:
        return self.dump("-Fc")

    @property
    def loose(self) -> bytes:
        """Custom, not compressed inside."""
        return self.dump("-Fc", "-Z0")

    @property
    def directory(self) -> bytes:
        return self.dump("-Fd", "-Z0")

    def files(self) -> dict[str, bytes]:
        """Of the directory format, by name."""
        with tarfile.open(fileobj=io.BytesIO(self.directory)) as packed:
            return {
                member.name.rpartition("/")[2]: file.read()
                for member in packed
                if (file := packed.extractfile(member))
            }


def packed(folder: Path) -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as tar:
        tar.add(folder, "dump")
    return target.getvalue()


def tar_of(files: dict[str, bytes], *more: tarfile.TarInfo) -> bytes:
    """A tar of these; `more` are members without content, before the others."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for info in more:
            tar.addfile(info)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return target.getvalue()


def replaced(data: bytes, before: str | bytes, after: str | bytes) -> bytes:
    old = before.encode() if isinstance(before, str) else before
    assert old in data, old
    return data.replace(old, after.encode() if isinstance(after, str) else after, 1)


# Archives ---------------------------------------------------------------------------


def retold(valid: Valid, before: str, after: str) -> bytes:
    """A text of the table of contents replaced, with its length."""
    files = valid.files()
    toc = replaced(files["toc.dat"], counted(before), counted(after))
    return tar_of({**files, "toc.dat": toc})


def counted(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<BI", 0, len(raw)) + raw


def with_entries(valid: Valid, *entries: Entry, data: dict[str, bytes] | None = None):
    """Entries added to a real table of contents, as pg_dump writes them."""
    files = valid.files()
    toc = files["toc.dat"]
    at = place_of_count(toc)
    (count,) = struct.unpack("<I", toc[at + 1 : at + 5])
    archive = Archive(form=3, version=(toc[5], toc[6]))
    for number, entry in enumerate(entries):
        entry.number = entry.number or 1_000_000 + number
    added = b"".join(one(archive, entry, 0) for entry in entries)
    total = struct.pack("<BI", 0, count + len(entries))
    files["toc.dat"] = toc[:at] + total + toc[at + 5 :] + added
    return tar_of({**files, **(data or {})})


def place_of_count(toc: bytes) -> int:
    at = 5 + 6 + 1 + 7 * 5  # magic, version and sizes, compression, date
    for _ in range(3):  # database, server version, dump version
        (length,) = struct.unpack("<I", toc[at + 1 : at + 5])
        at += 5 + length
    return at


def same_length(data: bytes, before: str, after: str) -> bytes:
    """In a custom archive offsets and lengths have to stay."""
    assert len(after) <= len(before), (before, after)
    return replaced(data, before, after.ljust(len(before)))


# Plain ------------------------------------------------------------------------------

FIRST_TABLE = b"\n--\n-- Name: blob; Type: TABLE;"
FIRST_COPY = b"COPY ds3.blob "
COMPLETE = b"\n--\n-- PostgreSQL database dump complete"


def before_tables(valid: Valid, text: str) -> bytes:
    return replaced(valid.plain, FIRST_TABLE, text.encode() + b"\n" + FIRST_TABLE)


def before_data(valid: Valid, text: str) -> bytes:
    return replaced(valid.plain, FIRST_COPY, text.encode() + b"\n" + FIRST_COPY)


def at_the_end(valid: Valid, text: str) -> bytes:
    return replaced(valid.plain, COMPLETE, b"\n" + text.encode() + b"\n" + COMPLETE)


def everywhere(valid: Valid, text: str) -> bytes:
    data = before_tables(valid, text)
    line = text.encode() + b"\n"
    data = replaced(data, FIRST_COPY, line + FIRST_COPY)
    return line + replaced(data, COMPLETE, b"\n" + line + COMPLETE)


def join(parts: Sequence[Cases]) -> Cases:
    """All of them, no name twice."""
    cases: Cases = {}
    for part in parts:
        assert not cases.keys() & part.keys()
        cases.update(part)
    return cases
