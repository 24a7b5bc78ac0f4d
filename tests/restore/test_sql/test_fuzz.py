"""Plain dumps that nobody meant: what comes of them is a survey or a sentence."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedded.binaries import are_there
from restore.sql.survey import survey
from samples.server import server
from tests.files.sql.test_split import WORDS
from tests.restore.fuzzing import FEW, MANY, bounds, spoilt
from tests.restore.test_archive.test_fuzz import awkward

DUMP = Path(__file__).with_name("catalogue.sql").read_bytes()
SEEDS = [DUMP, DUMP.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + DUMP]
MAJORS = (14, 16, 18)
FORMS = ((), ("--inserts",), ("--column-inserts", "--rows-per-insert=3"))


def look(content: bytes) -> None:
    with bounds():
        found = survey(io.BytesIO(content), tick=int)
        assert found.size == len(content)


@FEW
@given(content=spoilt(SEEDS, WORDS))
def test_spoilt_dumps(content: bytes) -> None:
    look(content)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What pg_dump of each major makes, with COPY and with INSERT."""
    folder = tmp_path_factory.mktemp("real")
    made = []
    for major in filter(are_there, MAJORS):
        with server(major) as running:
            with running.connect("postgres") as session:
                session.execute(awkward(major))
            for number, form in enumerate(FORMS):
                path = folder / f"{major}-{number}.sql"
                running.call("pg_dump", *form, f"--file={path}", "--dbname=postgres")
                made.append(path.read_bytes())
    return made


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_much_of_what_is_real(real: list[bytes], data) -> None:
    look(data.draw(spoilt([*real, *SEEDS], WORDS)))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        b"(" * 100_000, b"/* " * 100_000, b"'" * 100_001, b"$a$" * 50_001,
        b"begin " * 50_000, b"\\" * 100_000, b"$" * 100_000, b"U&'" * 50_000,
        b"E'\\" * 50_000, b"--\n" * 100_000, b";" * 100_000, b"\xff" * 100_000,
        b"COPY t FROM stdin;\n\\.\n" * 10_000, b"INSERT INTO t VALUES (1),\n" * 10_000,
    ],
    ids=lambda piece: repr(piece[:12]),
)  # fmt: skip
@pytest.mark.parametrize("before", [b"", b"SELECT ", b"CREATE TABLE t ("])
def test_what_takes_long_for_those_who_look_back(before: bytes, piece: bytes) -> None:
    look(before + piece)
    look(before + piece + b";\n")
