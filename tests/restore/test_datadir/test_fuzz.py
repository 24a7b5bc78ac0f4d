"""Random bytes end in a backup or in a refusal.

Not a crash, not a hang, no file elsewhere, and no more memory than for a real one.
"""

import random
import re
import shutil
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from files.errors import Refused
from files.wrappers import Limits
from restore.datadir.members import members_of
from restore.datadir.names import FOLDERS
from restore.datadir.unpack import unpack
from restore.dumps.identify import identify
from restore.types import Format
from tests.files.wrappers.packing import gz, tar, zipped, zstd
from tests.restore.fuzzing import MANY
from tests.restore.test_archive.forge import small

from .conftest import SMALL

ROOM = 64 * 1024**2
LIMITS = Limits(max_output=ROOM)
MEMORY = 32 * 1024**2
MADE = re.compile(
    r"PG_VERSION|backup_label|(?:base/\d+|global|pg_(?:xact|commit_ts|twophase|wal)"
    r"|pg_multixact/(?:members|offsets))/[\w.]+"
)
SHORT = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck)
)
LONG = settings(SHORT, max_examples=MANY.max_examples)
PLAIN = b"--\n-- PostgreSQL database dump\n--\n" + b"SELECT 1;\n" * 20
Look = Callable[[bytes], None]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def look(place: Path) -> Look:
    """Identify a file, and unpack it if it is a data directory."""

    def look(content: bytes) -> None:
        work = place / "work"
        work.mkdir()
        path = place / "backup"
        path.write_bytes(content)
        try:
            identified = identify(path, work=work, limits=LIMITS, tick=int)
            if identified.format is Format.DATA_DIRECTORY:
                data = work / "data"
                members = members_of(identified)
                unpack(members, data, "14", limit=ROOM, tick=int)
                assert_only_ours(data)
        except Refused as refused:
            assert_a_sentence(refused)
        finally:
            assert {path.name for path in place.iterdir()} == {"work", "backup"}
            shutil.rmtree(work)

    return look


def assert_a_sentence(refused: Refused) -> None:
    assert refused.sentence.isprintable()
    assert refused.code.isidentifier()


def assert_only_ours(data: Path) -> None:
    for path in data.rglob("*"):
        name = str(path.relative_to(data))
        assert not path.is_symlink()
        if path.is_dir():
            assert name in FOLDERS or re.fullmatch(r"base/\d+", name)
        else:
            assert MADE.fullmatch(name), name


# Its parts ---------------------------------------------------------------------

LOG = {"0" * 24: b"log" * 100}
SEEDS = [
    tar({f"data/{name}": content for name, content in SMALL.items()}),
    zstd(tar(SMALL)),
    gz(tar(SMALL)),
    zipped(SMALL),
    tar({"base.tar.gz": gz(tar(SMALL)), "pg_wal.tar": tar(LOG)}),
    zipped({"b/base.tar": tar(SMALL), "b/pg_wal.tar.gz": gz(tar(LOG))}),
    small(),
    tar({"d/toc.dat": small(form=3), "d/1.dat": b"1\t2\n"}),
    PLAIN,
    zstd(gz(tar({"a.sql": PLAIN}))),
]
PARTS = st.sampled_from(
    [
        *("base", "global", "pg_wal", "pg_xact", "pg_tblspc", "pg_multixact"),
        *("members", "PG_VERSION", "pg_control", "1", "16384", "1259", "16390_fsm"),
        *("0" * 24, "00A0", "..", ".", "", "base.tar", "pg_wal.tar.gz"),
        *("backup_label", "tablespace_map", "\\", "C:", "x\n", "ü", "\x1b[2J"),
        *("t3_1", "1.1", "a" * 300),
    ]
)
NAMES = st.lists(PARTS, min_size=1, max_size=5).map("/".join)
FILES = st.dictionaries(NAMES, st.binary(max_size=40), max_size=6)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A good one with bytes changed, cut out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        until = at + draw(st.integers(0, 600))
        part = data[at:until]
        new = draw(st.sampled_from(["change", "cut", "double", "end", "put"]))
        if new == "change":
            data[at : at + 4] = draw(st.binary(min_size=1, max_size=4))
        elif new == "put":
            data[at:at] = draw(st.binary(max_size=600))
        elif new == "end":
            del data[at:]
        else:
            data[at:until] = part * 2 if new == "double" else b""
    return bytes(data)


@st.composite
def odd_directories(draw: st.DrawFn) -> bytes:
    """A data directory with other files beside it."""
    files = {**SMALL, **draw(FILES)} if draw(st.booleans()) else draw(FILES)
    pack = draw(st.sampled_from([tar, zipped]))
    wrap = draw(st.sampled_from([bytes, gz, zstd]))
    return wrap(pack(files))


EVERY = st.one_of(st.binary(max_size=2000), spoilt(), odd_directories())


@SHORT
@given(content=EVERY)
def test_anything(look: Look, content: bytes) -> None:
    look(content)


@pytest.mark.slow
@LONG
@given(content=EVERY)
def test_much_of_it(look: Look, content: bytes) -> None:
    look(content)


@pytest.mark.slow
def test_memory_is_bounded(look: Look) -> None:
    """For a directory many times as large, for rubbish, and for what blows up."""
    chance = random.Random(1)
    table = bytes(8192) + chance.randbytes(8192)
    large = {f"base/1/{n}": table * 640 for n in range(3000, 3004)}
    cases = [
        tar({**SMALL, **large}),
        zstd(tar({**SMALL, "base/1/9": bytes(ROOM // 2)})),
    ]
    cases += [chance.randbytes(ROOM // 8), zstd(bytes(ROOM))]
    for content in cases:
        tracemalloc.start()
        try:
            look(content)
            assert tracemalloc.get_traced_memory()[1] < MEMORY
        finally:
            tracemalloc.stop()
