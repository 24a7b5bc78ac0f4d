"""A database to dump from, and a staging database to load into."""

import io
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from embedded import binaries
from restore.landing.remains import drop_database
from restore.landing.server import Server
from restore.landing.staging import Staging, create_staging, drop_staging
from restore.sql.load import Loaded, build_indexes, load_dump
from restore.sql.survey import SqlContents, survey
from tests.fixtures.services import allow_large_objects

HEADER = b"""--
-- PostgreSQL database dump
--
SET client_encoding = 'UTF8';
"""
END = b"""
--
-- PostgreSQL database dump complete
--
"""


def ignore(_: object) -> None:
    pass


def dump(body: bytes) -> bytes:
    """A dump around these statements."""
    return HEADER + body + END


def look(data: bytes) -> SqlContents:
    return survey(io.BytesIO(data), tick=ignore)


@dataclass
class Source:
    """A database that belongs to the landing admin."""

    name: str

    @property
    def conninfo(self) -> str:
        return make_conninfo(settings.LANDING_DATABASE_URL, dbname=self.name)

    def run(self, text: str) -> None:
        with psycopg.connect(self.conninfo, autocommit=True) as session:
            session.execute(text)  # type: ignore[arg-type]

    def dump(self, *options: str) -> bytes:
        parts = conninfo_to_dict(self.conninfo)
        word = {"PGPASSWORD": str(parts.pop("password", ""))}
        conninfo = make_conninfo("", **parts)
        command = [str(binaries() / "pg_dump"), *options, "-d", conninfo]
        return subprocess.run(command, env=word, check=True, capture_output=True).stdout


@dataclass
class Target:
    """A staging database, and the log of loading into it."""

    staging: Staging
    log: list[str] = field(default_factory=list)

    def load(
        self, data: bytes | io.RawIOBase, tick: Callable[[int], None] = ignore
    ) -> Loaded:
        stream = io.BytesIO(data) if isinstance(data, bytes) else data
        return load_dump(stream, self.staging.connect, tick=tick, log=self.log.append)

    def restore(self, data: bytes) -> Loaded:
        loaded = self.load(data)
        connect = self.staging.connect
        build_indexes(
            loaded.later, connect, tick=ignore, log=self.log.append, connections=3
        )
        return loaded

    def read(self, query: str) -> list[tuple]:
        with self.staging.connect() as session:
            return session.execute(query).fetchall()  # type: ignore[arg-type]


def admin() -> psycopg.Connection:
    return psycopg.connect(settings.LANDING_DATABASE_URL, autocommit=True)


def assert_left(target: Target) -> None:
    """Soon there are no more connections."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    until = time.monotonic() + 5
    with admin() as session:
        while session.execute(query, [target.staging.database]).fetchone() != (0,):
            assert time.monotonic() < until
            time.sleep(0.05)


@pytest.fixture
def make_source(embedded_services: None) -> Iterator[Callable[..., Source]]:
    names: list[str] = []

    def make(options: str = "", name: str = "") -> Source:
        names.append(name or f"source_{uuid4().hex[:12]}")
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 " + options)
        with admin() as session:
            session.execute(create.format(sql.Identifier(names[-1])))
        allow_large_objects(names[-1])
        return Source(names[-1])

    yield make
    with admin() as session:
        for name in names:
            drop_database(session, name)


@pytest.fixture
def source(make_source: Callable[..., Source]) -> Source:
    return make_source()


@pytest.fixture
def make_target(embedded_services: None) -> Iterator[Callable[..., Target]]:
    server = Server(settings.LANDING_DATABASE_URL, "a secret of the tests")
    jobs = []

    def make(*schemas: str) -> Target:
        jobs.append(uuid4())
        return Target(create_staging(server, jobs[-1], schemas=schemas))

    yield make
    for job in jobs:
        drop_staging(server, job)


@pytest.fixture
def target(make_target: Callable[..., Target]) -> Target:
    return make_target("public")
