"""What a file is, by its bytes and never by its name."""

import errno
import hashlib
import os
import tracemalloc
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from files.errors import Refused
from files.wrappers import Limits
from restore.archive import read_contents
from restore.archive.dates import date_in_name
from restore.dumps.identify import identify, open_plain
from restore.types import Format, Identified
from tests.files.wrappers.conftest import LIMITS, Try
from tests.files.wrappers.packing import gz, tar, zipped, zstd

from .test_archive.forge import Archive, build, small, table

MIB = 1024 * 1024
DUMP = small()
TOC = build(Archive(table(), form=3))
PLAIN = b"--\n-- PostgreSQL database dump\n--\n\nSELECT 1;\n" + b"-- x\n" * 40_000
WRAPPERS: dict[str, Callable[[bytes], bytes]] = {
    "bare": lambda content: content,
    "gz": gz,
    "zst": zstd,
    "zip": lambda content: zipped({"a/b": content}),
    "tar.zst": lambda content: zstd(tar({"a folder/b": content})),
    "tar.gz": lambda content: gz(tar({"b": content})),
    "gz in zip in tar": lambda content: tar({"c": zipped({"b": gz(content)})}),
}


@pytest.fixture
def look(tmp_path: Path) -> Try:
    return Try(tmp_path)


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize(
    "name", ["backup.dump", "photo.jpg", "no extension", "a.sql.gz"]
)
def test_each_format_in_each_wrapper(wrapper: str, name: str, look: Try) -> None:
    packed = WRAPPERS[wrapper](DUMP)
    found = look(packed, name)
    assert found.format is Format.CUSTOM
    assert found.sha256 == hashlib.sha256(packed).hexdigest()
    assert (found.original_size, found.size) == (len(packed), len(DUMP))
    assert len(read_contents(found).entries) == 3


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_plain_dump_is_read_where_it_is(wrapper: str, look: Try) -> None:
    found = look(WRAPPERS[wrapper](PLAIN))
    assert (found.format, found.size) == (Format.PLAIN, len(PLAIN))
    for _ in range(2):
        with open_plain(found) as file:
            assert file.readline() == b"--\n"
            assert file.read() == PLAIN[3:]
    assert all(path.startswith("work/zip-") for path in look.written)


@pytest.mark.parametrize(
    "begin",
    [
        b"\xef\xbb\xbf--\n-- PostgreSQL database dump\n--\n",
        b"\xef\xbb\xbf-- PostgreSQL database dump\n",
        b"\n\n \r\n\t\r\n--\r\n-- PostgreSQL database dump\r\n--\r\n",
        b"\\restrict abc\n\n--\n-- PostgreSQL database dump\n--\n",
        b"\r\\! touch /tmp/x\r-- PostgreSQL database dump\r",
    ],
)
def test_beginnings_of_a_plain_dump(begin: bytes, look: Try) -> None:
    assert look(begin + b"SELECT 1;\n").format is Format.PLAIN


NOTHING: dict[str, tuple[bytes, str, str]] = {
    "empty": (b"", "empty", "empty"),
    "random": (bytes(range(7, 250)) * 40, "not_a_backup", "not a PostgreSQL backup"),
    "zeros": (bytes(100_000), "not_a_backup", "zeros"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(99), "not_a_backup", "photo"),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(99), "not_a_backup", "PNG"),
    "office": (b"\xd0\xcf\x11\xe0" + bytes(99), "not_a_backup", "Office"),
    "web page": (b"<!DOCTYPE html><p>504", "not_a_backup", "web page"),
    "SQLite": (b"SQLite format 3\0" + bytes(99), "not_a_backup", "SQLite"),
    "PDF": (b"%PDF-1.7", "not_a_backup", "PDF"),
    "MySQL": (b"-- MySQL dump 10.13\n", "not_a_backup", "MySQL"),
    "other SQL": (b"CREATE TABLE x (id int);\n", "not_pg_dump", "pg_dump did not make"),
    "servers": (
        b"--\n-- PostgreSQL database cluster dump\n--\n\nCREATE ROLE x SUPERUSER;\n"
        b"--\n-- PostgreSQL database dump\n--\n",
        "cluster_dump",
        "pg_dumpall",
    ),
    "toc": (TOC, "incomplete", "whole folder"),
    "UTF-16": (PLAIN.decode().encode("utf-16"), "powershell", "PowerShell"),
    "UTF-16 without a mark": (
        PLAIN.decode().encode("utf-16-le"),
        "powershell",
        "PowerShell",
    ),
    "UTF-16 big end first": (
        b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"),
        "powershell",
        "PowerShell",
    ),
    "a custom dump as UTF-16": (
        DUMP.decode("cp437").encode("utf-16"),
        "powershell",
        "PowerShell",
    ),
    "three bytes": (b"PGD", "truncated", "first bytes"),
}


@pytest.mark.parametrize("name", NOTHING)
@pytest.mark.parametrize("wrap", [bytes, gz, zstd], ids=["bare", "gzip", "zstd"])
def test_what_is_no_backup(
    name: str, wrap: Callable[[bytes], bytes], look: Try
) -> None:
    content, code, words = NOTHING[name]
    with pytest.raises(Refused, match=words) as refused:
        look(wrap(content))
    assert refused.value.code == code


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Pack a folder"):
        identify(tmp_path, work=tmp_path, limits=LIMITS, tick=int)


def test_two_dumps_are_named(look: Try) -> None:
    packed = tar({"monday.dump": DUMP, "x/tuesday.sql": PLAIN})
    with pytest.raises(Refused, match=r"“monday\.dump” and “x/tuesday\.sql”"):
        look(packed)


def test_who_has_no_checksum_is_told(look: Try) -> None:
    assert any("no checksum" in note.sentence for note in look(DUMP).notes)
    assert any("no checksum" in note.sentence for note in look(zstd(DUMP)).notes)
    for number, pack in enumerate((gz, lambda content: zipped({"x": content}))):
        again = Try(look.folder / str(number))
        again.folder.mkdir()
        assert again(pack(DUMP)).notes == ()


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("tapesystem-2026-01-19.dump", date(2026, 1, 19)),
        ("backup_20260119.tar.zst", date(2026, 1, 19)),
        ("20260119T031500Z.dump", date(2026, 1, 19)),
        ("20260119_0315.dump", date(2026, 1, 19)),
        ("202601190315.dump", date(2026, 1, 19)),
        ("20260119031500.dump", date(2026, 1, 19)),
        ("db 2026_01_19.gz", date(2026, 1, 19)),
        ("db.2026.01.19", date(2026, 1, 19)),
        ("Backup 19 Jan 2026.zip", date(2026, 1, 19)),
        ("19-January-2026.zip", date(2026, 1, 19)),
        ("19Jan2026", date(2026, 1, 19)),
        ("January 19, 2026.dump", date(2026, 1, 19)),
        ("Sicherung 9. März 2026", date(2026, 3, 9)),
        ("Sicherung 19.01.2026.zip", date(2026, 1, 19)),
        ("BP-00123456-2026-01-19-v5.dump", date(2026, 1, 19)),
        ("2026-13-45 2026-02-30 2026-02-03", date(2026, 2, 3)),
        ("tape12026011.dump", None),
        ("1234567820260119.dump", None),
        ("2099-01-01.dump", None),
        ("no date", None),
        ("12026-01-19", None),
    ],
)
def test_dates_in_names(name: str, day: date | None) -> None:
    assert date_in_name(name) == day


def test_the_date_is_the_names_before_the_headers(look: Try) -> None:
    assert look(DUMP).dated == date(2026, 1, 19)  # of the header
    assert look(DUMP, "2025-05-06.dump").dated == date(2025, 5, 6)
    packed = tar({"2025-05-07/x.dump": DUMP})
    assert look(packed).dated == date(2025, 5, 7)
    started = PLAIN.replace(b"SELECT", b"-- Started on 2025-04-03 02:01:00 UTC\nSELECT")
    assert Try(look.folder)(started).dated == date(2025, 4, 3)


def test_the_uploads_name_counts(look: Try, tmp_path: Path) -> None:
    look(DUMP, "0123abcd")
    found = identify(
        tmp_path / "0123abcd", work=tmp_path / "work", limits=LIMITS, tick=int,
        name="2025-05-06.dump",
    )  # fmt: skip
    assert (found.name, found.dated) == ("2025-05-06.dump", date(2025, 5, 6))


class StopError(Exception):
    pass


@pytest.mark.slow
@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_large_file(wrapper: str, tmp_path: Path) -> None:
    """Ticks rise to its size, memory stays small, and a tick can stop it."""
    packed = WRAPPERS[wrapper](PLAIN + os.urandom(5 * MIB).hex().encode())
    tracemalloc.start()
    try:
        ticks = run(tmp_path / "whole", packed)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()
    assert ticks == sorted(ticks)
    assert len(packed) * 0.9 < ticks[-1] <= len(packed)
    assert all(b - a <= MIB + 1 for a, b in pairwise(ticks))
    with pytest.raises(StopError):
        run(tmp_path / "stopped", packed, stop)


def stop(done: int) -> None:
    if done > MIB:
        raise StopError


def run(
    folder: Path, packed: bytes, tick: Callable[[int], None] | None = None
) -> list[int]:
    (folder / "work").mkdir(parents=True)
    (folder / "file").write_bytes(packed)
    ticks: list[int] = []
    identify(
        folder / "file", work=folder / "work", limits=Limits(max_output=2**40),
        tick=tick or ticks.append,
    )  # fmt: skip
    return ticks


def test_the_disk_fills_up(look: Try, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def __enter__(self) -> "Full":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def write(self, _: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    real = Path.open

    def opened(path: Path, mode: str = "r", *rest: object) -> object:
        return Full() if mode == "xb" else real(path, mode)

    monkeypatch.setattr(Path, "open", opened)
    assert look.code(gz(DUMP)) == "disk_full"


def test_identified_says_where_it_is(look: Try) -> None:
    found: Identified = look(tar({"a/b.dump": DUMP}))
    assert found.path == look.folder / "work" / "dump-1"
    assert (found.way, found.name) == ((), "a/b.dump")
