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

from .base import Case, Cases, Valid, tar_of

GIB = 1024**3
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


def blanks(pack: Callable[[], object], head: bytes, size: int) -> bytes:
    packer = pack()
    pieces = [packer.compress(head)]  # type: ignore[attr-defined]
    pieces += [packer.compress(b"\n" * 2**24) for _ in range(size // 2**24)]  # type: ignore[attr-defined]
    return b"".join(pieces) + packer.flush()  # type: ignore[attr-defined]


def bomb(valid: Valid) -> bytes:
    """31,000 times as big as it looks."""
    head = valid.plain[: valid.plain.index(b"CREATE")]
    return blanks(
        lambda: zstandard.ZstdCompressor(level=9).compressobj(), head, 2 * GIB
    )


ZSTD: Cases = {
    "35 huge window": Case(partial(with_a_window, log=29), "window"),
    "35 big window": Case(partial(with_a_window, log=27)),
    "35 bomb": Case(bomb, "bomb"),
    "35 frames": Case(frames),
    "35 junk behind": Case(lambda valid: zst(valid.custom) + b"junk", "trailing_data"),
    "35 cut": Case(lambda valid: zst(valid.custom)[:-5], "truncated"),
    "35 empty": Case(lambda _: zst(b""), "empty"),
    "35 gzip, junk behind": Case(
        lambda valid: gzip.compress(valid.custom) + b"junk", "trailing_data"
    ),
    "35 gzip, cut": Case(lambda valid: gzip.compress(valid.custom)[:-5], "truncated"),
    "35 gzip, wrong sum": Case(
        lambda valid: gzip.compress(valid.custom)[:-8] + bytes(8), "damaged"
    ),
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


def encrypted(valid: Valid) -> bytes:
    data = bytearray(one(valid))
    data[6] |= 1
    data[central(bytes(data)) + 8] |= 1
    return bytes(data)


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
    "36 encrypted": Case(encrypted, "encrypted"),
    "36 two dumps": Case(
        lambda valid: zip_of(("a.dump", valid.custom), ("b.sql", valid.plain)),
        "two_dumps",
    ),
    "36 out of the folder": Case(
        lambda valid: zip_of(("../../../tmp/canary-of-the-corpus", valid.custom)),
        "unsafe_name",
    ),
    "36 absolute": Case(
        lambda valid: zip_of(("/tmp/canary-of-the-corpus", valid.custom)),
        "unsafe_name",
    ),
    "36 smaller than it says": Case(partial(lying, size=2**31), "damaged"),
    "36 bigger than it says": Case(partial(lying, size=100), "damaged"),
    "36 cut": Case(lambda valid: one(valid)[:-30], "truncated"),
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
    "38 parent": Case(tar_named("../../canary-of-the-corpus"), "unsafe_name"),
    "38 absolute": Case(tar_named("/tmp/canary-of-the-corpus"), "unsafe_name"),
    "38 symbolic link": Case(
        tar_with(member("link", tarfile.SYMTYPE, "/etc/passwd")), "link"
    ),
    "38 through a link": Case(
        lambda valid: tar_of(
            {"d/canary-of-the-corpus": valid.custom},
            member("d", tarfile.SYMTYPE, "/tmp"),
        ),
        "link",
    ),
    "38 hard link": Case(
        tar_with(member("link", tarfile.LNKTYPE, "/etc/passwd")), "link"
    ),
    "38 device": Case(tar_with(member("sda", tarfile.BLKTYPE)), "special_file"),
    "38 terminal": Case(tar_with(member("tty", tarfile.CHRTYPE)), "special_file"),
    "38 pipe": Case(tar_with(member("pipe", tarfile.FIFOTYPE)), "special_file"),
    "38 sparse exabyte": Case(sparse_exabyte, "special_file"),
    "38 the contents twice": Case(twice, "duplicate_member"),
    "38 two dumps": Case(
        lambda valid: tar_of({"a.dump": valid.custom, "b.dump": valid.custom}),
        "two_dumps",
    ),
    "38 cut": Case(lambda valid: tar_of({"a.dump": valid.custom})[:5000], "truncated"),
    "38 nothing inside": Case(lambda _: tar_of({}), "not_a_backup"),
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
    "39 one byte": Case(lambda _: b"x", "not_a_backup"),
    "39 zeros": Case(lambda _: bytes(100_000), "not_a_backup"),
    "39 random bytes": Case(
        lambda _: random.Random(1).randbytes(100_000), "not_a_backup"
    ),
    "39 photograph": Case(photograph, "not_a_backup"),
    "39 a text": Case(lambda _: b"Dear all,\nsee attached.\n", "not_a_backup"),
    "39 some SQL": Case(lambda _: b"DROP TABLE ds3.bucket;\n", "not_a_backup"),
    "39 bzip2": Case(lambda _: b"BZh91AY&SY" + bytes(50), "unsupported_wrapper"),
    "39 xz": Case(lambda _: b"\xfd7zXZ\0" + bytes(50), "unsupported_wrapper"),
    "39 a zip of nothing": Case(lambda _: zip_of(), "empty"),
}

CASES = ZSTD | ZIP | TAR | OTHERS
