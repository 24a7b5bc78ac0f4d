"""31 and 35 to 39: wrappers around a dump, and files that are not dumps."""

import gzip
import io
import random
import struct
import tarfile
import zipfile
from collections.abc import Callable
from functools import partial

import zstandard

from tests.files.wrappers.packing import zstd_bomb

from .base import Case, Cases, Valid, tar_of

END_OF_CENTRAL = b"PK\x05\x06"


def zst(data: bytes, **options: int) -> bytes:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, **options)
    return zstandard.ZstdCompressor(compression_params=parameters).compress(data)


def with_a_window(valid: Valid, log: int) -> bytes:
    """As a stream, or the window would shrink to the size of the content."""
    parameters = zstandard.ZstdCompressionParameters(window_log=log)
    packer = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packer.compress(valid.custom) + packer.flush()


def skippable(content: bytes) -> bytes:
    return struct.pack("<II", 0x184D2A50, len(content)) + content


def frames(valid: Valid) -> bytes:
    data = valid.custom
    half = len(data) // 2
    parts = (skippable(b"hello"), zst(data[:half]), skippable(b""), zst(data[half:]))
    return b"".join(parts)


ZSTD: Cases = {
    "35 huge window": Case(partial(with_a_window, log=29), "window"),
    "35 bomb": Case(lambda _: zstd_bomb(2), "bomb"),
    "35 frames": Case(frames),
    "35 junk behind": Case(lambda valid: zst(valid.custom) + b"junk", "trailing_data"),
    "35 empty": Case(lambda _: zst(b""), "empty"),
    "35 gzip, two members": Case(
        lambda valid: (
            gzip.compress(valid.plain[:999]) + gzip.compress(valid.plain[999:])
        )
    ),
}


def zip_of(*members: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return target.getvalue()


def one(valid: Valid) -> bytes:
    return zip_of(("a.dump", valid.custom))


def central(data: bytes) -> int:
    return data.index(b"PK\x01\x02")


def lying(valid: Valid, size: int) -> bytes:
    """Both headers say another size than there is."""
    data, word = bytearray(one(valid)), struct.pack("<I", size)
    at = central(bytes(data)) + 24
    data[22:26] = data[at : at + 4] = word
    return bytes(data)


def overlapping(valid: Valid) -> bytes:
    """Many members that share the same bytes."""
    data = one(valid)
    at, end = central(data), data.index(END_OF_CENTRAL)
    entry, times = data[at:end], 500
    entries = b"".join(
        entry.replace(b"a.dump", b"a%04d" % n) + b"" for n in range(times)
    ).replace(struct.pack("<H", 6) + bytes(2), struct.pack("<H", 5) + bytes(2))
    tail = END_OF_CENTRAL + struct.pack(
        "<HHHHIIH", 0, 0, times, times, len(entries), at, 0
    )
    return data[:at] + entries + tail


ZIP: Cases = {
    "36 overlapping": Case(overlapping, "bomb"),
    "36 out of the folder": Case(
        lambda valid: zip_of(("../../../tmp/canary-of-the-corpus", valid.custom)),
        "unsafe_name",
    ),
    "36 smaller than it says": Case(partial(lying, size=2**31), "damaged"),
    "36 in folders": Case(
        lambda valid: zip_of(
            ("__MACOSX/für alle/._a.dump", b"\0\5\x16\7"),
            ("für alle/a b.dump", valid.custom),
        )
    ),
}


def member(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def tar_with(*infos: tarfile.TarInfo) -> Callable[[Valid], bytes]:
    return lambda valid: tar_of({"a.dump": valid.custom}, *infos)


def tar_named(name: str) -> Callable[[Valid], bytes]:
    return lambda valid: tar_of({name: valid.custom})


def sparse_exabyte(valid: Valid) -> bytes:
    """A member that says it is an exabyte, nearly all of it holes (GNU's old way)."""
    info = tarfile.TarInfo("a.dump")
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[156:157] = tarfile.GNUTYPE_SPARSE
    header[386:410] = b"%011o\0%011o\0" % (0, 512)
    header[483:495] = b"\x80" + (2**60).to_bytes(11, "big")
    header[124:136] = b"%011o\0" % 512
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + valid.custom[:512] + bytes(1024)


def twice(valid: Valid) -> bytes:
    files = valid.files()
    double = tar_of({"toc.dat": files["toc.dat"]})[: -10240 % 512 or None]
    first = double[: 512 + -(-len(files["toc.dat"]) // 512) * 512]
    return first + tar_of(files)


TAR: Cases = {
    "38 through a link": Case(
        lambda valid: tar_of(
            {"d/canary-of-the-corpus": valid.custom},
            member("d", tarfile.SYMTYPE, "/tmp"),
        ),
        "link",
    ),
    "38 device": Case(tar_with(member("sda", tarfile.BLKTYPE)), "special_file"),
    "38 sparse exabyte": Case(sparse_exabyte, "special_file"),
    "38 the contents twice": Case(twice, "duplicate_member"),
    "38 in folders": Case(tar_named("Für alle/2026-01-19/a b.dump")),
}


def wrapped(valid: Valid, times: int) -> bytes:
    data = valid.custom
    for _ in range(times):
        data = gzip.compress(data)
    return data


def photograph(valid: Valid) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + random.Random(2).randbytes(50_000)


OTHERS: Cases = {
    "37 three wrappers": Case(partial(wrapped, times=3)),
    "37 four wrappers": Case(partial(wrapped, times=4), "too_many_wrappers"),
    "39 empty": Case(lambda _: b"", "empty"),
    "39 random bytes": Case(
        lambda _: random.Random(1).randbytes(100_000), "not_a_backup"
    ),
    "39 photograph": Case(photograph, "not_a_backup"),
    "39 some SQL": Case(lambda _: b"DROP TABLE ds3.bucket;\n", "not_a_backup"),
}

CASES = ZSTD | ZIP | TAR | OTHERS
