"""Broken files of all sorts end in a refusal, never in a crash."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.errors import Refused
from restore.archive import Toc, choose, contents, data_sizes, read_contents, use_list
from restore.dumps.identify import identify
from restore.types import Format

from .conftest import LIMITS
from .forge import Archive, build, small, table

pytestmark = pytest.mark.slow

Read = Callable[[bytes], Toc]
SMALL = small()


def everything(archive: bytes) -> str:
    """All that is asked of a file before it is loaded; the code, or nothing."""
    with TemporaryDirectory() as name:
        path = Path(name) / "file"
        path.write_bytes(archive)
        try:
            identified = identify(path, work=Path(name), limits=LIMITS, tick=int)
            if identified.format not in (Format.CUSTOM, Format.DIRECTORY):
                return ""
            toc = read_contents(identified)
            selection = choose(toc)
            contents(toc, selection)
            use_list(toc, selection.ids)
            data_sizes(toc)
        except Refused as refused:
            return refused.code if refused.sentence.endswith(".") else "no sentence"
    return ""


def test_cut_off_anywhere() -> None:
    assert everything(SMALL) == ""
    codes = {everything(SMALL[:length]) for length in range(len(SMALL))}
    assert codes == {"empty", "truncated"}


def test_cut_off_anywhere_without_offsets() -> None:
    piped = small(piped=True)
    assert everything(piped) == ""
    assert all(everything(piped[:length]) for length in range(len(piped)))


def test_a_bit_of_each_byte_flipped() -> None:
    for place in range(len(SMALL)):
        flipped = bytearray(SMALL)
        flipped[place] ^= (1, 16, 128)[place % 3]
        everything(bytes(flipped))


def test_data_within_the_contents(read: Read) -> None:
    archive = Archive(table())
    packed = build(archive)
    start = packed.index(b"\x02", packed.index(b"TABLE DATA") + 100)
    with pytest.raises(Refused, match="begins within"):
        read(packed[: start + 1] + b"\x09" + bytes(7) + packed[start + 9 :])


@given(st.binary(max_size=4000))
def test_random_bytes(noise: bytes) -> None:
    everything(noise)


@given(st.binary(max_size=2000), st.integers(5, 200))
def test_random_bytes_after_a_beginning(noise: bytes, kept: int) -> None:
    everything(SMALL[:kept] + noise)


@given(
    st.lists(
        st.tuples(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=9)),
        max_size=8,
    )
)
def test_a_damaged_archive(changes: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(SMALL)
    for place, new in changes:
        damaged[place : place + len(new)] = new
    everything(bytes(damaged))
