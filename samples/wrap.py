"""Putting a file into gzip, zstd, zip or tar, a block at a time."""

import gzip
import shutil
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import zstandard

BLOCK = 1 << 20
ZIP_DATE = (2026, 6, 30, 12, 0, 0)
TAR_DATE = 1_782_820_800  # the same moment


def to_gzip(source: Path, target: Path, name: str) -> None:
    with (
        source.open("rb") as plain,
        target.open("wb") as file,
        gzip.GzipFile(name, "wb", compresslevel=6, fileobj=file, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed, BLOCK)


def to_zstd(source: Path, target: Path, name: str) -> None:
    packer = zstandard.ZstdCompressor(level=3, write_checksum=True)
    size = source.stat().st_size
    with source.open("rb") as plain, target.open("wb") as packed:
        packer.copy_stream(plain, packed, size=size)


def to_zip(source: Path, target: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, ZIP_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    big = source.stat().st_size > zipfile.ZIP64_LIMIT // 2
    with (
        zipfile.ZipFile(target, "w") as packed,
        source.open("rb") as plain,
        packed.open(entry, "w", force_zip64=big) as member,
    ):
        shutil.copyfileobj(plain, member, BLOCK)


def to_tar(source: Path, target: Path, name: str) -> None:
    """A file, or a directory with all that is in it; unnamed, only what is in it."""
    with tarfile.open(target, "w", format=tarfile.GNU_FORMAT) as packed:
        if name:
            packed.add(source, name, filter=_anonymous)
            return
        for child in sorted(source.iterdir()):
            packed.add(child, child.name, filter=_anonymous)


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """The members as an appliance would write them; nothing of this machine."""
    if Path(member.name).name in ("postmaster.opts", "postmaster.pid"):
        return None
    member.uid = member.gid = 770
    member.uname = member.gname = "postgres"
    member.mtime = TAR_DATE
    return member


WRAP: Mapping[str, Callable[[Path, Path, str], None]] = {
    "gz": to_gzip,
    "zst": to_zstd,
    "zip": to_zip,
    "tar": to_tar,
}
