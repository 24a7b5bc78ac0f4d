"""What a file is, by its first bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from files.wrappers.gunzip import MAGIC as GZIP
from files.wrappers.untar import is_tar
from files.wrappers.zstd import MAGIC as ZSTD
from files.wrappers.zstd import is_skippable

HEAD = 64 * 1024
WRAPPERS = ("zstd", "gzip", "zip", "tar")

SEND = "send the dump as pg_dump made it, or packed with zstd, gzip, zip or tar"
POWERSHELL = (
    "This file was written by a PowerShell redirect: it is UTF-16 text, and what "
    "pg_dump said is lost. Make it again with pg_dump -Fc -f FILE."
)
SCRIPT = (
    "This is only the script (restore.sql) of a dump in tar format, without its rows: "
    "send the whole tar."
)


@dataclass(frozen=True)
class Seen:
    """What it is, and if it is nothing for us, why not."""

    kind: str  # of WRAPPERS, or "archive", "toc", "plain", "cluster", "other"
    code: str = ""
    sentence: str = ""


def _foreign(what: str) -> Seen:
    return Seen("other", "not_a_backup", f"This is {what}, not a PostgreSQL backup.")


def _packed(what: str) -> Seen:
    return Seen(
        "other", "unsupported_wrapper", f"This file is packed with {what}: {SEND}."
    )


_STARTS: tuple[tuple[bytes, Seen], ...] = (
    (ZSTD, Seen("zstd")),
    (GZIP, Seen("gzip")),
    (b"PK\3\4", Seen("zip")),
    (b"PK\5\6", Seen("zip")),
    (b"PK\7\x08", Seen("other", "split_archive", "This zip is one of several parts.")),
    (b"BZh", _packed("bzip2")),
    (b"\xfd7zXZ\0", _packed("xz")),
    (b"7z\xbc\xaf\x27\x1c", _packed("7-Zip")),
    (b"Rar!\x1a\x07", _packed("RAR")),
    (b"LZIP", _packed("lzip")),
    (b"\x04\x22\x4d\x18", _packed("lz4")),
    (b"\x1f\x9d", _packed("compress")),
    (b"MSCF", _packed("a Windows cabinet")),
    (b"xar!", _packed("xar")),
    (b"\xff\xd8\xff", _foreign("a photograph (JPEG)")),
    (b"\x89PNG", _foreign("a picture (PNG)")),
    (b"GIF8", _foreign("a picture (GIF)")),
    (b"II*\0", _foreign("a picture (TIFF)")),
    (b"MM\0*", _foreign("a picture (TIFF)")),
    (b"%PDF", _foreign("a PDF document")),
    (b"\xd0\xcf\x11\xe0", _foreign("an Office document")),
    (b"SQLite format 3\0", _foreign("an SQLite database")),
    (b"\x7fELF", _foreign("a program")),
    (b"MZ", _foreign("a Windows program")),
    (b"TAPE\0\0", _foreign("a backup of Microsoft SQL Server")),
    (b"version https://git-lfs", _foreign("a Git LFS pointer")),
)
_PLAIN = re.compile(
    rb"^(?:\xef\xbb\xbf)?[ \t]*--[ \t]*PostgreSQL database (cluster )?dump", re.M
)
_PARTS = b"-- File paths need to be edited. Search for $$PATH$$"
_HTML = re.compile(rb"\A\s*<(?:!doctype html|html|\?xml)", re.I)
_MYSQL = re.compile(rb"^-- (?:MySQL|MariaDB) dump", re.M)
_SQL = re.compile(rb"^\s*(?:CREATE|INSERT INTO|COPY|ALTER|SET|BEGIN)\s", re.M | re.I)


def recognise(head: bytes) -> Seen:
    """`head` is the first 64 KiB, or all there is."""
    if not head:
        return Seen("other", "empty", "This file is empty: copy or make it again.")
    if is_skippable(head):
        return Seen("zstd")
    if head.startswith(b"PGDMP"):
        # Directories say "tar" in the eleventh byte, which stands after the version.
        return Seen("toc" if head[10:11] == b"\x03" else "archive")
    for start, seen in _STARTS:
        if head.startswith(start):
            return seen
    if is_tar(head):
        return Seen("tar")
    return _text(head) or _remains(head)


def _text(head: bytes) -> Seen | None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"-\0-\0 \0P\0" in head[:4096]:
        return Seen("other", "powershell", POWERSHELL)
    if b"\0" in head:
        return None
    text = head.replace(b"\r", b"\n")
    if _PARTS in text:
        return Seen("other", "incomplete", SCRIPT)
    if found := _PLAIN.search(text):
        return Seen("cluster") if found[1] else Seen("plain")
    for test, seen in _TEXTS:
        if test(text):
            return seen
    return None


_TEXTS: tuple[tuple[Callable[[bytes], object], Seen], ...] = (
    (_HTML.search, _foreign("a web page, perhaps an error message from a download")),
    (_MYSQL.search, _foreign("a dump of MySQL or MariaDB")),
    (
        _SQL.search,
        Seen(
            "other",
            "not_pg_dump",
            "This is SQL, but it was not made by pg_dump: make it with pg_dump -Fc.",
        ),
    ),
)


def _remains(head: bytes) -> Seen:
    if not head.strip(b"\0"):
        return Seen(
            "other",
            "not_a_backup",
            "This file begins with zeros only: its copy went wrong. Copy it again.",
        )
    if b"PGDMP".startswith(head[:5]) or ZSTD.startswith(head):
        return Seen("other", "truncated", "This file is cut off after its first bytes.")
    return Seen(
        "other",
        "not_a_backup",
        "This is not a PostgreSQL backup: it is neither a pg_dump file nor an "
        f"archive of one; {SEND}.",
    )
