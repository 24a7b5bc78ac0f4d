"""A landing server, jobs on it, and small archives made with pg_dump."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import make_conninfo

from embedded import binaries
from embedded.places import places
from files.types import Tick
from restore.landing.archive import ArchivePart, Section, load_archive
from restore.landing.children import Line, run_plainly
from restore.landing.names import reader_role
from restore.landing.publish import Published, hand_over
from restore.landing.publish import publish as switch
from restore.landing.recovery import recover_job
from restore.landing.remains import drop_database
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging
from restore.tools import Tools
from restore.types import Format

BLACKPEARL = Path(__file__).with_name("blackpearl.sql").read_text()


@pytest.fixture(scope="session")
def server(embedded_services: None) -> Server:
    return Server(settings.LANDING_DATABASE_URL, "a secret of the tests")


@pytest.fixture
def superuser(server: Server) -> Iterator[Callable[[str], psycopg.Connection]]:
    """Somebody whom we may not disturb."""
    opened: list[psycopg.Connection] = []

    def connect(database: str) -> psycopg.Connection:
        word = places().secrets["postgres"]
        conninfo = make_conninfo(
            server.admin_url, user="postgres", password=word, dbname=database
        )
        opened.append(psycopg.connect(conninfo, autocommit=True))
        return opened[-1]

    yield connect
    for session in opened:
        session.close()


@dataclass
class Customer:
    """A made-up one, whose databases and roles nobody else's test sees."""

    server: Server
    suffix: str

    @property
    def live(self) -> str:
        return f"tapesystem_{self.suffix}"

    @property
    def reader(self) -> str:
        return reader_role(self.suffix)

    def databases(self) -> list[str]:
        query = "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1"
        with self.server.connect() as session:
            rows = session.execute(query, [f"%{self.suffix}%"]).fetchall()
        return [name for (name,) in rows]

    def clean(self) -> None:
        with self.server.connect() as session:
            for name in self.databases():
                drop_database(session, name)
            drop = sql.SQL("DROP ROLE IF EXISTS {}")
            session.execute(drop.format(sql.Identifier(self.reader)))


def publish(
    staging: Staging,
    *,
    live: str,
    suffix: str,
    tables: Sequence[tuple[str, str]],
    patience: float = 60,
    step: Callable[[str], None] = lambda _: None,
) -> Published:
    """Hand over and switch, one after the other."""
    hand_over(staging, live=live, suffix=suffix, tables=tables, step=step)
    return switch(staging, live=live, patience=patience, step=step)


def _customer(server: Server) -> Iterator[Customer]:
    somebody = Customer(server, f"t{uuid4().hex[:10]}")
    yield somebody
    somebody.clean()


@pytest.fixture
def customer(server: Server) -> Iterator[Customer]:
    yield from _customer(server)


@pytest.fixture
def neighbour(server: Server) -> Iterator[Customer]:
    yield from _customer(server)


@pytest.fixture
def new_job(server: Server, customer: Customer) -> Iterator[Callable[[], UUID]]:
    """After the customer, so that what its role reads is gone before the role."""
    made: list[UUID] = []

    def make() -> UUID:
        made.append(uuid4())
        return made[-1]

    yield make
    for job_id in made:
        recover_job(server, job_id)


@pytest.fixture
def staging(server: Server, new_job: Callable[[], UUID]) -> Staging:
    return create_staging(server, new_job(), schemas=["ds3", "tape", "pool"])


def dump(server: Server, script: str, to: Path, *options: str) -> Path:
    """What pg_dump makes of this script, by way of a database that is thrown away."""
    name = f"source_{uuid4().hex[:10]}"
    address = make_conninfo(server.admin_url, dbname=name)
    with server.connect() as session:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
        session.execute(create.format(sql.Identifier(name)))
        try:
            with psycopg.connect(address) as source:
                source.execute(script.encode())
            subprocess.run(
                [binaries(18) / "pg_dump", "-Fc", *options, "-f", to, "-d", address],
                check=True,
                capture_output=True,
            )
        finally:
            drop_database(session, name)
    return to


def contents(archive: Path) -> str:
    done = subprocess.run(
        [binaries(18) / "pg_restore", "-l", archive],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture(scope="session")
def archive(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dump(server, BLACKPEARL, tmp_path_factory.mktemp("dumps") / "a.dump")


def ignore(_: object) -> None:
    pass


def tools(tick: Tick = ignore, log: Line = ignore, limit: int = 10**12) -> Tools:
    return Tools(tick, log, run_plainly, Path(gettempdir()), limit)


def part_of(
    archive: Path, text: str, section: Section = Section.DATA, **more: Any
) -> ArchivePart:
    kind = Format.DIRECTORY if archive.is_dir() else Format.CUSTOM
    return ArchivePart(archive, kind, section, text, **more)


def load(
    staging: Staging,
    archive: Path,
    *sections: Section,
    chosen: str = "",
    tick: Tick = ignore,
) -> list[str]:
    said: list[str] = []
    for section in sections or (Section.DATA, Section.INDEX):
        part = part_of(archive, chosen or contents(archive), section)
        load_archive(staging, part, tools(tick, said.append))
    return said
