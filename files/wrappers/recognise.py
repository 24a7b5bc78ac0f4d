"""What kind of file this is, by its first bytes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from files.errors import COPY_AGAIN, truncated
from files.wrappers.gunzip import MAGIC as GZIP
from files.wrappers.untar import is_tar
from files.wrappers.unzip import SPLIT
from files.wrappers.zstd import MAGIC as ZSTD
from files.wrappers.zstd import is_skippable

HEAD = 64 * 1024
WRAPPERS = ("zstd", "gzip", "zip", "tar")

SEND = "Send the dump as pg_dump made it, or packed with zstd, gzip, zip or tar."
POWERSHELL = (
    "This file was written by a PowerShell redirect, which turned it into UTF-16 text "
    "and damaged it. Make it again with pg_dump -Fc -f FILE."
)
SCRIPT = (
    "This is only the script (restore.sql) of a dump in tar format, without its rows. "
    "Send the whole tar archive."
)


@dataclass(frozen=True)
class Recognised:
    """The kind of file, and why it is refused if it is of no use."""

    kind: str  # of WRAPPERS, or "archive", "toc", "plain", "cluster", "other"
    code: str = ""
    sentence: str = ""


def not_a_backup(kind: str) -> str:
    return f"This is {kind}, not a PostgreSQL backup. Choose another file."


def _foreign(kind: str) -> Recognised:
    return Recognised("other", "not_a_backup", not_a_backup(kind))


def _packed(packer: str) -> Recognised:
    sentence = f"This file is packed in a format that is not supported ({packer})."
    return Recognised("other", "unsupported_wrapper", f"{sentence} {SEND}")


_STARTS: tuple[tuple[bytes, Recognised], ...] = (
    (ZSTD, Recognised("zstd")),
    (GZIP, Recognised("gzip")),
    (b"PK\3\4", Recognised("zip")),
    (b"PK\5\6", Recognised("zip")),
    (b"PK\7\x08", Recognised("other", "split_archive", SPLIT)),
    (b"BZh", _packed("bzip2")),
    (b"\xfd7zXZ\0", _packed("xz")),
    (b"7z\xbc\xaf\x27\x1c", _packed("7-Zip")),
    (b"Rar!\x1a\x07", _packed("RAR")),
    (b"LZIP", _packed("lzip")),
    (b"\x04\x22\x4d\x18", _packed("lz4")),
    (b"\x1f\x9d", _packed("compress")),
    (b"MSCF", _packed("Windows cabinet")),
    (b"xar!", _packed("xar")),
    (b"\xff\xd8\xff", _foreign("a photo (JPEG)")),
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


def recognise(head: bytes) -> Recognised:
    """`head` is the first 64 KiB, or the whole file when it is shorter."""
    if not head:
        return Recognised("other", "empty", f"This file is empty. {COPY_AGAIN}")
    if is_skippable(head):
        return Recognised("zstd")
    if head.startswith(b"PGDMP"):
        # The eleventh byte, after the version, is "tar" in a directory's toc.dat.
        return Recognised("toc" if head[10:11] == b"\x03" else "archive")
    for start, recognised in _STARTS:
        if head.startswith(start):
            return recognised
    if is_tar(head):
        return Recognised("tar")
    return _text(head) or _remains(head)


def _text(head: bytes) -> Recognised | None:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"-\0-\0 \0P\0" in head[:4096]:
        return Recognised("other", "powershell", POWERSHELL)
    if b"\0" in head:
        return None
    text = head.replace(b"\r", b"\n")
    if _PARTS in text:
        return Recognised("other", "incomplete", SCRIPT)
    if header := _PLAIN.search(text):
        return Recognised("cluster") if header[1] else Recognised("plain")
    for test, recognised in _TEXTS:
        if test(text):
            return recognised
    return None


_TEXTS: tuple[tuple[Callable[[bytes], object], Recognised], ...] = (
    (_HTML.search, _foreign("a web page, perhaps an error message from a download")),
    (_MYSQL.search, _foreign("a dump of MySQL or MariaDB")),
    (
        _SQL.search,
        Recognised(
            "other",
            "not_pg_dump",
            "This is SQL, but pg_dump did not make it. Make a dump with pg_dump -Fc.",
        ),
    ),
)


def _remains(head: bytes) -> Recognised:
    if not head.strip(b"\0"):
        return Recognised(
            "other",
            "not_a_backup",
            f"This file begins with zeros only, so copying it failed. {COPY_AGAIN}",
        )
    if b"PGDMP".startswith(head[:5]) or ZSTD.startswith(head):
        short = truncated("This file", "only its first bytes are left")
        return Recognised("other", short.code, short.sentence)
    return Recognised(
        "other",
        "not_a_backup",
        "This is not a PostgreSQL backup (neither a pg_dump file nor an archive of "
        f"one). {SEND}",
    )
