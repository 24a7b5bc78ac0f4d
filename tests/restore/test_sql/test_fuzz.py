"""Random plain dumps end in a survey or in a refusal."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedded.binaries import are_there
from restore.sql.survey import survey
from samples.server import server
from tests.files.sql.test_split import WORDS
from tests.restore.fuzzing import FEW, MANY, MEMORY, bounds, some, spoilt
from tests.restore.test_archive.test_fuzz import awkward
from tests.restore.test_sql.conftest import HEADER, dump

DUMP = dump(Path(__file__).with_name("catalogue.sql").read_bytes())
SEEDS = [DUMP, DUMP.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + DUMP]
MAJORS = (14, 16, 18)
FORMS = ((), ("--inserts",), ("--column-inserts", "--rows-per-insert=3"))


def look(content: bytes, *, traced: bool, most: int = MEMORY) -> None:
    with bounds(traced=traced, most=most):
        surveyed = survey(io.BytesIO(content), tick=int)
        assert surveyed.size == len(content)


@FEW
@given(content=spoilt(SEEDS, WORDS))
def test_spoilt_dumps(content: bytes) -> None:
    look(content, traced=some(content))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """What pg_dump of each major makes, with COPY and with INSERT."""
    folder = tmp_path_factory.mktemp("real")
    seeds = []
    for major in filter(are_there, MAJORS):
        with server(major) as running:
            with running.connect("postgres") as session:
                session.execute(awkward(major))
            for number, form in enumerate(FORMS):
                path = folder / f"{major}-{number}.sql"
                running.call("pg_dump", *form, f"--file={path}", "--dbname=postgres")
                seeds.append(path.read_bytes())
    return seeds


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_much_of_what_is_real(real: list[bytes], data) -> None:
    content = data.draw(spoilt([*real, *SEEDS], WORDS))
    look(content, traced=some(content))


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        b"(" * 100_000,
        b"/* " * 100_000,
        b"'" * 100_001,
        b"$a$" * 50_001,
        b"begin " * 50_000,
        b"\\" * 100_000,
        b"$" * 100_000,
        b"U&'" * 50_000,
        b"E'\\" * 50_000,
        b"--\n" * 100_000,
        b";" * 100_000,
        b"\xff" * 100_000,
        b"COPY public.t (a) FROM stdin;\n\\.\n" * 10_000,
        b"INSERT INTO public.t VALUES (1),\n" * 10_000,
    ],
    ids=lambda piece: repr(piece[:12]),
)
@pytest.mark.parametrize(
    ("before", "after"),
    [(b"", b""), (b"SELECT ", b";\n"), (b"CREATE TABLE public.t (", b");\n")],
    ids=["alone", "in a statement", "in brackets"],
)
def test_what_takes_long_for_those_who_look_back(
    before: bytes, after: bytes, piece: bytes
) -> None:
    look(HEADER + before + piece + after, traced=False)
    if after == b");\n":  # all of it is kept, as the parts of one statement
        part = piece[: len(piece) // 8]
        look(HEADER + before + part + after, traced=True, most=MEMORY // 8)
