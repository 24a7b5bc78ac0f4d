"""Taking stock against the straightforward exact query; gathers from inventories."""

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from bench import inventories
from customers.appliances import Appliance
from embedded.programs.children import Command, run_child
from gather.services.gathering import gather, gather_all
from gather.stock import CountedCatalogue, count_catalogue
from restore.landing.names import reader_role
from restore.landing.readers import ensure_reader, let_read
from restore.landing.server import Server
from samples.catalogue import Catalogue
from samples.load import load
from samples.making import make

# Distinct blobs by storage domain and bucket, then counted: nothing clever.
YARDSTICK = """
    WITH good AS (
        SELECT c.blob_id, m.storage_domain_id
        FROM tape.blob_tape c
        JOIN tape.tape t ON t.id = c.tape_id
        JOIN ds3.storage_domain_member m ON m.id = t.storage_domain_member_id
        WHERE t.state::text <> 'LOST'
          AND NOT EXISTS (SELECT FROM tape.obsolete_blob_tape o WHERE o.id = c.id)
          AND NOT EXISTS (SELECT FROM tape.suspect_blob_tape s WHERE s.id = c.id)
        UNION ALL
        SELECT c.blob_id, m.storage_domain_id
        FROM pool.blob_pool c
        JOIN pool.pool t ON t.id = c.pool_id
        JOIN ds3.storage_domain_member m ON m.id = t.storage_domain_member_id
        WHERE t.state::text <> 'LOST'
          AND NOT EXISTS (SELECT FROM pool.obsolete_blob_pool o WHERE o.id = c.id)
          AND NOT EXISTS (SELECT FROM pool.suspect_blob_pool s WHERE s.id = c.id)
    ), placed AS (
        SELECT DISTINCT d.name AS domain, k.name AS bucket, o.id AS object,
               b.id AS blob, b.length
        FROM good
        JOIN ds3.storage_domain d ON d.id = good.storage_domain_id
        JOIN ds3.blob b ON b.id = good.blob_id
        JOIN ds3.s3_object o ON o.id = b.object_id
        JOIN ds3.bucket k ON k.id = o.bucket_id
        WHERE o.creation_date IS NOT NULL
    )
    SELECT bucket, domain, count(DISTINCT object), sum(length)::text
    FROM placed GROUP BY 1, 2
"""
SUFFIX = "bench"
SELF, CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN


@dataclass
class Hands:
    place: Path

    def folder(self) -> Path:
        return self.place

    def child(self, argv: list[Any], **options: Any) -> Any:
        return run_child(Command(argv, **options))

    def tick(self, done: int) -> None: ...

    def expect(self, total: int | None, unit: str = "") -> None: ...

    def check(self) -> None: ...

    def on_stop(self, act: Any) -> None: ...


def run(*, objects: int, rounds: int) -> None:
    catalogue = make(kind="blackpearl", objects=objects, seed=1)
    server = Server(settings.LANDING_DATABASE_URL, settings.SECRET_KEY)
    database = "stg_bench_stock"
    put(catalogue, server, database)
    try:
        compare(catalogue, server, database, rounds)
    finally:
        remove(server, database)
    gathers()


def put(catalogue: Catalogue, server: Server, database: str) -> None:
    remove(server, database)
    create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
    with server.connect() as session:
        session.execute(sql.SQL(create).format(sql.Identifier(database)))
        ensure_reader(server, session, reader_role(SUFFIX))
    with server.connect(database=database, statement_timeout="0") as session:
        load(catalogue, session)
        session.execute("ANALYZE")
        names = [name.replace('"', "").split(".") for name in catalogue.schema.tables]
        tables = [(schema, table) for schema, table in names]
        let_read(session, reader_role(SUFFIX), database, tables)


def remove(server: Server, database: str) -> None:
    drop = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
    with server.connect() as session:
        session.execute(sql.SQL(drop).format(sql.Identifier(database)))
        role = sql.Identifier(reader_role(SUFFIX))
        session.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.monotonic()
    found = work()
    return time.monotonic() - begun, found


@dataclass
class Took:
    elapsed: float
    processor: float  # ours, our children's and the server's: less moved by others

    def __str__(self) -> str:
        return f"{self.elapsed:.1f} s ({self.processor:.1f} s of processors)"


def ratio(ours: list[Took], plain: list[Took], what: str) -> float:
    one, other = (median(getattr(t, what) for t in took) for took in (ours, plain))
    return float(one / other)


def measured(server: Server, work: Callable[[], Any]) -> tuple[Took, Any]:
    head = postmaster(server)
    before = processor(head)
    elapsed, found = timed(work)
    time.sleep(0.5)  # until the server has seen its sessions end
    return Took(elapsed, processor(head) - before), found


def postmaster(server: Server) -> int:
    with server.connect() as session:
        return int(stat(session.info.backend_pid)[1])


def processor(postmaster: int) -> float:
    """Seconds so far, of processes that have ended too."""
    own, children = (resource.getrusage(who) for who in (SELF, CHILDREN))
    sessions = sum(map(int, stat(postmaster)[13:15])) / os.sysconf("SC_CLK_TCK")
    used = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return used + sessions


def stat(pid: int) -> list[str]:
    """From the state on."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def compare(catalogue: Catalogue, server: Server, database: str, rounds: int) -> None:
    plain: list[Took] = []
    ours: list[Took] = []
    for _ in range(rounds):
        took, rows = measured(server, partial(ask, server, database))
        plain.append(took)
        took, found = measured(server, partial(count, server, database))
        ours.append(took)
        check(catalogue, rows, found)
    rows_ = catalogue.row_counts()
    copies = rows_["tape.blob_tape"] + rows_["pool.blob_pool"]
    tell(f"inventory of {catalogue.objects:,} objects, {copies:,} copies")
    tell(f"  straightforward query, analyzed: {shown(plain)}")
    tell(f"  creating an inventory, complete: {shown(ours)}")
    tell(f"  ratio of medians: {ratio(ours, plain, 'elapsed'):.2f} (goal: 0.50)")
    tell(f"  of processor time: {ratio(ours, plain, 'processor'):.2f}")


def ask(server: Server, database: str) -> list[Any]:
    with server.connect(database=database, statement_timeout="0") as session:
        session.execute("SET search_path = pg_catalog")
        return session.execute(YARDSTICK.encode()).fetchall()


def count(server: Server, database: str) -> CountedCatalogue:
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        return count_catalogue(
            Hands(Path(folder)),
            server=server,
            database=database,
            suffix=SUFFIX,
            kind=Appliance.BLACKPEARL,
        )


def check(catalogue: Catalogue, rows: list[Any], found: CountedCatalogue) -> None:
    """Three ways, one answer: the generator's, the plain query's, and ours."""
    domains = {n for n, place in enumerate(found.locations) if place.sort == "domain"}
    ours: dict[tuple[str, str], list[int]] = {}
    for group in found.objects:
        for number in domains.intersection(group.present):
            key = (found.buckets[group.home].name, found.locations[number].name)
            ours.setdefault(key, [0, 0])[0] += group.objects
    for blobs in found.blobs:
        for number in domains.intersection(blobs.locations):
            key = (found.buckets[blobs.bucket].name, found.locations[number].name)
            ours[key][1] += blobs.size
    plain = {(bucket, domain): [n, int(size)] for bucket, domain, n, size in rows}
    if ours != plain:
        raise SystemExit("The inventory and the straightforward query disagree.")
    if expected := catalogue.inventory():
        wanted = expected["migration"]["source_objects"]
        source = expected["migration"]["source"]
        if sum(n for (_, d), (n, _) in ours.items() if d == source) != wanted:
            raise SystemExit("The inventory and the generator disagree.")


def gathers() -> None:
    """From inventories of all sizes: nothing of the catalogue is read."""
    call_command("migrate", verbosity=0)
    for buckets in (20, 5000):
        phases = inventories.prepare(buckets=buckets, phases=50)
        each = [timed(partial(gather, phase=phase))[0] for phase in phases[:10]]
        all_, outcomes = timed(partial(gather_all, phases=phases, replace=True))
        if problems := [outcome.problem for outcome in outcomes if outcome.problem]:
            raise SystemExit(problems[0])
        tell(f"measurements from an inventory of {buckets:,} buckets")
        tell(f"  one phase: median {1000 * median(each):.0f} ms (goal: 100)")
        tell(f"  50 phases in one step: {all_:.2f} s (goal: 1)")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def shown(took: list[Took]) -> str:
    return ", ".join(map(str, took))
