"""zstd and gzip: whole, joined, cut, damaged, and much too dense."""

import io
import struct
import time
import tracemalloc
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from files.errors import Refused
from files.wrappers import Stream, gunzip, unzstd
from tests.fixtures.patience import soon
from tests.restore.test_archive.forge import small

from .conftest import Try
from .packing import gz, zstd, zstd_bomb

DUMP = small()
PACKERS = {"zstd": zstd, "gzip": gz}
READERS = {"zstd": unzstd, "gzip": gunzip}
MIB = 1024 * 1024


def unpack(kind: str, packed: bytes, piece: int = 1000) -> bytes:
    pieces = iter([packed[i : i + piece] for i in range(0, len(packed), piece)])
    return b"".join(READERS[kind](Stream(pieces)))


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize("piece", [7, 4096, MIB])
def test_what_was_packed_comes_out(kind: str, piece: int) -> None:
    content = b"".join(struct.pack("<I", n * n % 65521) for n in range(100_000))
    packed = PACKERS[kind](content)
    assert unpack(kind, packed, piece) == content


@pytest.mark.parametrize("kind", PACKERS)
def test_joined_files_are_one(kind: str, look: Try) -> None:
    pack = PACKERS[kind]
    look(pack(DUMP[:100]) + pack(b"") + pack(DUMP[100:]))
    assert (look.folder / "work" / "dump-1").read_bytes() == DUMP


@pytest.mark.parametrize("kind", PACKERS)
def test_cut_off_anywhere(kind: str) -> None:
    packed = PACKERS[kind](DUMP)
    for length in range(5, len(packed)):
        with pytest.raises(Refused) as refused:
            unpack(kind, packed[:length])
        assert refused.value.code == "truncated"


@pytest.mark.parametrize("kind", PACKERS)
def test_junk_at_the_end(kind: str, look: Try) -> None:
    assert look.code(PACKERS[kind](DUMP) + b"more") == "trailing_data"


def test_zeros_after_gzip_are_padding(look: Try) -> None:
    assert look(gz(DUMP) + bytes(10_000)).wrappers == ("gzip",)


@pytest.mark.parametrize("kind", PACKERS)
def test_every_byte_changed(kind: str) -> None:
    packed = PACKERS[kind](b"some words, and some words again " * 20)
    for place in range(len(packed)):
        changed = bytearray(packed)
        changed[place] ^= 0x21
        try:
            unpack(kind, bytes(changed))
        except Refused as refused:
            assert refused.code  # noqa: PT017


@pytest.mark.parametrize("kind", PACKERS)
@given(noise=st.binary(max_size=500))
def test_noise(kind: str, noise: bytes) -> None:
    begun = PACKERS[kind](b"abc" * 50)[:12]
    for packed in (noise, begun + noise):
        try:
            unpack(kind, packed)
        except Refused as refused:
            assert refused.code  # noqa: PT017


def test_a_changed_checksum(look: Try) -> None:
    packed = bytearray(zstd(DUMP, write_checksum=True))
    packed[-1] ^= 1
    assert look.code(bytes(packed)) == "damaged"
    packed = bytearray(gz(DUMP))
    packed[-5] ^= 1
    assert look.code(bytes(packed)) == "damaged"


def test_frames_to_skip(look: Try) -> None:
    skip = b"\x5a\x2a\x4d\x18" + struct.pack("<I", 70_000) + bytes(70_000)
    identified = look(skip + zstd(DUMP) + skip)
    assert (identified.wrappers, identified.size) == (("zstd",), len(DUMP))
    assert look.code(skip[:-1]) == "truncated"
    assert look.code(skip) == "empty"


def test_a_window_that_needs_gigabytes(look: Try) -> None:
    params = zstandard.ZstdCompressionParameters(window_log=28)
    compressor = zstandard.ZstdCompressor(compression_params=params)
    packed = io.BytesIO()
    with compressor.stream_writer(packed, closefd=False) as writer:
        writer.write(DUMP)
    assert look.code(packed.getvalue()) == "window"


def test_the_largest_window_that_is_read(look: Try) -> None:
    params = zstandard.ZstdCompressionParameters(window_log=27)
    compressor = zstandard.ZstdCompressor(compression_params=params)
    packed = io.BytesIO()
    with compressor.stream_writer(packed, closefd=False) as writer:
        writer.write(DUMP)
    assert look(packed.getvalue()).size == len(DUMP)


def test_a_dictionary_that_nobody_has(look: Try) -> None:
    samples = [b"some words %d again and again" % n for n in range(2000)]
    words = zstandard.train_dictionary(2000, samples)
    packed = zstandard.ZstdCompressor(dict_data=words).compress(DUMP)
    assert look.code(packed) == "damaged"


@pytest.mark.slow
@pytest.mark.parametrize("wrap", [lambda bomb: bomb, gz], ids=["zstd", "zstd in gzip"])
def test_a_bomb(wrap: Callable[[bytes], bytes], look: Try) -> None:
    """32,000:1, 20 GiB: stopped soon after the first, in little memory."""
    bomb = wrap(zstd_bomb(20))
    tracemalloc.start()
    started = time.monotonic()
    try:
        assert look.code(bomb, max_output=100 * 1024**3) == "bomb"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 64 * MIB
    assert time.monotonic() - started < soon(30)


def test_more_than_the_disk_has(look: Try) -> None:
    archive = DUMP + bytes(5)
    assert look.code(zstd(archive), max_output=len(archive) - 1) == "too_large"
    assert look.code(gz(archive), max_output=len(archive) - 1) == "too_large"
    assert look(zstd(archive), max_output=len(archive)).size == len(archive)


@pytest.mark.parametrize(
    "begin",
    [b"BZh91AY&SY", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\1\0"],
)
def test_wrappers_that_are_not_read(begin: bytes, look: Try) -> None:
    assert look.code(begin + bytes(100)) == "unsupported_wrapper"


def test_four_wrappers(look: Try) -> None:
    three = zstd(gz(zstd(DUMP)))
    assert look(three).wrappers == ("zstd", "gzip", "zstd")
    assert look.code(gz(three)) == "too_many_wrappers"
