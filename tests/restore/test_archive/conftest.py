"""Real dumps of an awkward database, made once."""

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from files.wrappers import Limits
from restore.archive import Selection, Toc, choose, read_contents
from restore.dumps.identify import identify
from restore.types import Identified
from samples.server import Server, server

LIMITS = Limits(max_output=1024**3)


@dataclass(frozen=True)
class Dumps:
    running: Server
    folder: Path

    def make(self, name: str, *options: str) -> Path:
        """pg_dump with these options, once a session."""
        path = self.folder / name
        if not path.exists():
            self.running.call("pg_dump", *options, f"--file={path}", "--dbname=awkward")
        return path

    def listed(self, path: Path) -> list[str]:
        """What pg_restore itself says is in it."""
        done = subprocess.run(
            [self.running.programs / "pg_restore", "--list", path],
            capture_output=True,
            text=True,
            check=True,
        )
        return [line for line in done.stdout.splitlines() if line[:1] != ";"]

    def restore(self, path: Path, chosen: str, selection: Selection) -> list[int]:
        """Into a new database, as pg_restore would; the tables' row counts."""
        use = self.folder / "list"
        use.write_text(chosen)
        with self.running.connect("postgres") as admin:
            admin.execute("DROP DATABASE IF EXISTS restored")
            admin.execute("CREATE DATABASE restored TEMPLATE template0")
        with self.running.connect("restored") as session:
            for schema in selection.schemas:
                session.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'.encode())
            for statement in selection.made:
                session.execute(statement.encode())
        sections = ["--section=data", "--section=post-data"] if selection.made else []
        self.running.call(
            "pg_restore",
            "--exit-on-error",
            "--no-owner",
            f"--use-list={use}",
            "--jobs=2",
            *sections,
            "--dbname=restored",
            path,
        )
        with self.running.connect("restored") as session:
            counts = (
                "SELECT (SELECT count(*) FROM ds3.s3_object), count(*) FROM ds3.part"
            )
            (row,) = session.execute(counts)
            return list(row)


@pytest.fixture(scope="session")
def dumps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dumps]:
    folder = tmp_path_factory.mktemp("dumps")
    script = Path(__file__).with_name("awkward.sql").read_bytes()
    with server(18) as running:
        with running.connect("postgres") as admin:
            admin.execute("CREATE DATABASE awkward TEMPLATE template0")
        with running.connect("awkward") as session:
            session.execute(script)
        yield Dumps(running, folder)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def look(work: Path) -> Callable[[Path], Identified]:
    return lambda path: identify(path, work=work, limits=LIMITS, tick=int)


@pytest.fixture
def read(tmp_path: Path, look: Callable[[Path], Identified]) -> Callable[[bytes], Toc]:
    """The contents of a forged archive."""

    def read(archive: bytes) -> Toc:
        path = tmp_path / "forged.dump"
        path.write_bytes(archive)
        return read_contents(look(path))

    return read


@pytest.fixture
def pick(read: Callable[[bytes], Toc]) -> Callable[[bytes], Selection]:
    return lambda archive: choose(read(archive))
