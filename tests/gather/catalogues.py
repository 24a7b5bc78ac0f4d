"""Catalogues on a landing server, loaded as quickly as it goes, and counted.

One staging database for each schema; each catalogue takes the place of the one before.
"""

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings
from psycopg import sql

from customers.appliances import Appliance
from embedded.programs.children import Command, Finished, run_child
from gather.stock import CountedCatalogue, count_catalogue
from gather.stock.counter import answers_to
from restore.landing.names import reader_role
from restore.landing.readers import ensure_reader, let_read
from restore.landing.server import Server
from samples.catalogue import Catalogue

NEEDED = """
    ds3.data_policy ds3.storage_domain ds3.storage_domain_member ds3.bucket
    ds3.data_persistence_rule tape.tape_partition tape.tape pool.pool_partition
    pool.pool ds3.s3_object ds3.blob tape.blob_tape tape.obsolete_blob_tape
    tape.suspect_blob_tape pool.blob_pool pool.obsolete_blob_pool
    pool.suspect_blob_pool ds3.degraded_blob target.blob_ds3_target
    public.broker public.broker_object
""".split()  # noqa: SIM905


@dataclass
class Hands:
    """Does the work of taking stock; DuckDB in this process when it has to be quick."""

    place: Path
    quick: bool = True
    ticks: list[int] = field(default_factory=list)

    def folder(self) -> Path:
        return self.place

    def child(self, argv: list[Any], **options: Any) -> Any:
        if self.quick and options.get("name") == "DuckDB":
            order = json.loads(b"".join(options["feed"]))
            options["on_output"](json.dumps(answers_to(order)).encode())
            return Finished(0, "", 0)
        return run_child(Command(argv, **options))

    def tick(self, done: int) -> None:
        self.ticks.append(done)

    def expect(self, total: int | None, unit: str = "") -> None:
        pass

    def check(self) -> None:
        pass

    def on_stop(self, act: Callable[[], object]) -> None:
        pass


class Landed:
    """A database with the tables of one kind and age, and its reader."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.server = Server(settings.LANDING_DATABASE_URL, settings.SECRET_KEY)
        mark = uuid4().hex[:8]
        self.suffix = f"stock_{mark}"
        self.database = f"stg_stock_{mark}"
        self.kind = Appliance(catalogue.kind)
        schema = catalogue.schema
        self.tables = [name for name in schema.tables if name in NEEDED]
        create = sql.SQL(
            "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        )
        with self.server.connect() as session:
            session.execute(create.format(sql.Identifier(self.database)))
            ensure_reader(self.server, session, reader_role(self.suffix))
        with self.admin() as session:
            for statement in schema.begin():
                session.execute(statement.encode())
            named = [tuple(name.replace('"', "").split(".")) for name in schema.tables]
            let_read(session, reader_role(self.suffix), self.database, named)

    def admin(self) -> psycopg.Connection[Any]:
        return self.server.connect(database=self.database)

    def put(self, catalogue: Catalogue) -> "Landed":
        with self.admin() as session, session.transaction():
            self.empty(session)
            for name in self.tables:
                columns = ", ".join(f'"{c}"' for c in catalogue.columns(name))
                with session.cursor().copy(
                    f"COPY {name} ({columns}) FROM STDIN".encode()
                ) as copy:
                    for block in catalogue.copy_text(name):
                        copy.write(block)
        return self

    def empty(self, session: psycopg.Connection[Any]) -> None:
        session.execute(f"TRUNCATE {', '.join(self.tables)}".encode())

    def run(self, *statements: str) -> None:
        """To make it nasty."""
        with self.admin() as session:
            for statement in statements:
                session.execute(statement.encode())

    def take(self, place: Path, **more: Any) -> CountedCatalogue:
        return count_catalogue(
            Hands(place, **more),
            server=self.server,
            database=self.database,
            suffix=self.suffix,
            kind=self.kind,
        )

    def drop(self) -> None:
        with self.server.connect() as session:
            for statement in (
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                    sql.Identifier(self.database)
                ),
                sql.SQL("DROP ROLE IF EXISTS {}").format(
                    sql.Identifier(reader_role(self.suffix))
                ),
            ):
                session.execute(statement)


@contextlib.contextmanager
def landed(catalogue: Catalogue) -> Iterator[Landed]:
    database = Landed(catalogue)
    try:
        yield database
    finally:
        database.drop()
