"""Archives as tools make them, and as they never would."""

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping

import zstandard


def zstd(content: bytes, **options: bool) -> bytes:
    return zstandard.ZstdCompressor(**options).compress(content)


def gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def tar(files: Mapping[str, bytes], form: int = tarfile.GNU_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def tar_of(*entries: tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for entry in entries:
            archive.addfile(entry)
    return packed.getvalue()


def special(kind: bytes, name: str = "x", target: str = "") -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, target
    return entry


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return packed.getvalue()


def zstd_bomb(gibibytes: float) -> bytes:
    """Blocks that say: this byte, 131,072 times. About 32,000:1."""
    blocks = int(gibibytes * 8192)
    block = struct.pack("<I", 131072 << 3 | 1 << 1)[:3] + b"\0"
    last = struct.pack("<I", 1)[:3]
    return b"\x28\xb5\x2f\xfd" + bytes([0, 0x38]) + block * blocks + last


def zip_overlap(names: int, size: int) -> bytes:
    """Many entries of a directory that share one compressed file."""
    squeeze = zlib.compressobj(wbits=-15)
    data = squeeze.compress(bytes(size)) + squeeze.flush()
    crc = zlib.crc32(bytes(size))
    fields = (20, 0, 8, 0, 0, crc, len(data), size, 1, 0)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", *fields) + b"a" + data
    central = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, *fields[:-2], 1, 0, 0, 0, 0, 0, 0)
        + b"a"
        for _ in range(names)
    )
    counts = (0, 0, names, names, len(central), len(local), 0)
    return local + central + struct.pack("<4s4H2LH", b"PK\5\6", *counts)
