"""Random tables of contents end in a selection or in a refusal."""

import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedded.binaries import are_there
from restore.archive import choose, contents, data_sizes, read_contents, use_list
from restore.types import Format, Identified
from samples.server import server
from tests.restore.fuzzing import FEW, MANY, bounds, some, spoilt
from tests.restore.test_landing.conftest import BLACKPEARL

from .forge import Archive, Entry, build, copy, integer, small, table, text

VERSIONS = [(1, minor) for minor in (12, 13, 14, 15, 16)]
MAJORS = (14, 16, 18)  # which write 1.14, 1.15 and 1.16
ENTRIES = [
    *table(),
    Entry(
        "DEFAULT", "bucket id", "ALTER TABLE ONLY ds3.bucket ALTER id SET DEFAULT 1;"
    ),
    Entry(
        "CONSTRAINT", "bucket b", "ALTER TABLE ONLY ds3.bucket ADD PRIMARY KEY (id);"
    ),
    Entry("FUNCTION", "f()", "CREATE FUNCTION ds3.f() RETURNS int AS 'x';"),
    Entry("TABLE DATA", "zwei", copy=copy("zwei"), data=b"1\n\\.\n\n", needs=(4, 5)),
]
SEEDS = [
    *(build(Archive(ENTRIES, version=version)) for version in VERSIONS),
    small(piped=True),
    small(form=3),
]
WORDS = [
    *(integer(-1), integer(0), integer(2**31 - 1), text(None), text("TABLE DATA")),
    *(text("BLOBS"), text("a\0b"), text(b"\xff\xfe"), text("../../x.dat"), b"PGDMP"),
    *(text("SELECT 1; DROP TABLE x;"), text("COPY x FROM PROGRAM 'x';\n")),
    *(bytes([state]) + struct.pack("<Q", 2**63) for state in range(4)),
]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def look(content: bytes, place: Path) -> None:
    path = place / "toc.dat"
    path.write_bytes(content)
    for form, where in ((Format.CUSTOM, path), (Format.DIRECTORY, place)):
        identified = Identified(
            form, (), "x", where, len(content), "", len(content), dated=None
        )
        with bounds(traced=some(content)):
            toc = read_contents(identified)
            data_sizes(toc)
            selection = choose(toc)
            contents(toc, selection)
            use_list(toc, selection.ids)


@FEW
@given(content=spoilt(SEEDS, WORDS))
def test_spoilt_contents(place: Path, content: bytes) -> None:
    look(content, place)


@FEW
@given(rest=st.binary(max_size=300), seed=st.sampled_from(SEEDS))
def test_a_beginning_and_rubbish(place: Path, rest: bytes, seed: bytes) -> None:
    look(seed[:90] + rest, place)


def awkward(major: int) -> bytes:
    """All that there is, or what every major knows."""
    if major < 18:
        return BLACKPEARL.encode()
    return Path(__file__).with_name("awkward.sql").read_bytes()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What pg_dump of each major makes, without and with compression."""
    folder = tmp_path_factory.mktemp("real")
    seeds = []
    for major in filter(are_there, MAJORS):
        with server(major) as running:
            with running.connect("postgres") as session:
                session.execute(awkward(major))
            for level in (0, 9):
                path = folder / f"{major}-{level}.dump"
                options = ("-Fc", f"-Z{level}", f"--file={path}", "--dbname=postgres")
                running.call("pg_dump", *options)
                seeds.append(path.read_bytes())
    return seeds


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_much_of_what_is_real(place: Path, real: list[bytes], data) -> None:
    look(data.draw(spoilt([*real, *SEEDS], WORDS)), place)
