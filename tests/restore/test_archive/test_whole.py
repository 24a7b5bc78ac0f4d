"""Files of a directory archive that were cut off, which pg_restore would not notice."""

import shutil
from pathlib import Path

import pytest

from restore.archive.whole import is_whole

from .conftest import Dumps

pytestmark = pytest.mark.slow
COMPRESSIONS = ("none", "gzip", "lz4", "zstd")
MISSED_BY_GZIP = 17  # bytes left; pg_restore itself notices the loss of fewer bytes


@pytest.fixture(params=COMPRESSIONS)
def folder(request: pytest.FixtureRequest, dumps: Dumps, tmp_path: Path) -> Path:
    folder = dumps.make(f"{request.param}-folder", "-Fd", f"-Z{request.param}")
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def files(folder: Path) -> list[Path]:
    """The tables', biggest first."""
    every = [path for path in folder.iterdir() if path.name.partition(".")[0].isdigit()]
    return sorted(every, key=lambda path: -path.stat().st_size)


def test_what_pg_dump_wrote_is_whole(folder: Path) -> None:
    assert all(map(is_whole, files(folder)))


def test_cut_off_anywhere(folder: Path) -> None:
    for path in files(folder)[:3]:
        content = path.read_bytes()
        last = MISSED_BY_GZIP if path.suffix == ".gz" else len(content) - 1
        for size in {*range(min(40, last)), *range(0, last, 97), last}:
            path.write_bytes(content[:size])
            assert not is_whole(path), (path.name, size)


def test_more_than_there_was(folder: Path) -> None:
    path = files(folder)[0]
    if path.suffix == ".gz":
        pytest.skip("pg_restore finds that")
    with path.open("ab") as file:
        file.write(b"more")
    assert not is_whole(path)
