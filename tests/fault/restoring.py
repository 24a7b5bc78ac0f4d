"""Restores on a landing server of the tests' own, which may be hurt."""

import contextlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from customers.appliances import Appliance
from customers.models import Customer
from customers.services import create_customer
from embedded import postgres, roles
from embedded.places import places
from embedded.postgres import Cluster
from embedded.processes import working_in
from embedded.programs.groups import stat
from embedded.services import SETTINGS
from jobs.execute import execute
from jobs.models import TERMINAL, Job, JobProcess, Trigger
from restore.landing.names import application_name, parse_name
from restore.landing.reading import read
from restore.landing.remains import drop_database
from restore.landing.server import Server
from restore.models import DatabaseServer, Restore, RestoredDatabase, ServerAssignment
from restore.services import start_restore
from samples.catalogue import Catalogue
from samples.making import make
from samples.pack import pack_all
from tests.fixtures.processes import living, marked

VARIABLE = "LANDING_DATABASE_URL_HURT"
NEIGHBOUR = "tapesystem_neighbour"
COUNT = "SELECT count(*) FROM ds3.s3_object"
FORMS = ("dump", "sql", "dump.zst")
# A crash takes back whatever nobody waited for.
FORGETFUL = {**SETTINGS["landing"], "wal_writer_delay": "10s"}
OLD, NEW = 60, 2000  # objects, by which the two backups are told apart


class Landing:
    """A cluster beside those that other runs of the tests use too."""

    def __init__(self, cluster: Cluster | None = None) -> None:
        # No longer than "landing": the path of a socket is limited.
        name = f"h{os.getpid()}"[:7]
        self.cluster = cluster or Cluster(places(), name, FORGETFUL)
        word = self.cluster.places.secrets["landing_admin"]
        host = quote(str(self.cluster.socket))
        self.address = f"postgres://landing_admin:{word}@/landing?host={host}"
        self.server = Server(self.address, settings.SECRET_KEY)

    def start(self) -> None:
        started = postgres.begin_cluster(self.cluster)
        postgres.wait_for_cluster(self.cluster, started)

    def set_up(self) -> None:
        roles.set_up_landing(self.cluster)
        with self.superuser() as session:
            session.execute(f"CREATE DATABASE {NEIGHBOUR}".encode())
            closed = f"REVOKE ALL ON DATABASE {NEIGHBOUR} FROM PUBLIC"
            session.execute(closed.encode())
        with self.superuser(NEIGHBOUR) as session:
            session.execute("CREATE TABLE theirs AS SELECT 42 AS number")

    def superuser(self, database: str = "postgres") -> psycopg.Connection:
        return postgres.connect(self.cluster, database)

    def kill(self) -> None:
        """As when the machine loses its power."""
        head = postgres.postmaster(self.cluster)
        assert head
        os.kill(head, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while pids := working_in(self.cluster.data, "postgres"):
            for pid in pids:
                kill(pid, signal.SIGKILL)
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def remove(self) -> None:
        postgres.stop_cluster(self.cluster)
        shutil.rmtree(self.cluster.data, ignore_errors=True)
        shutil.rmtree(self.cluster.socket, ignore_errors=True)
        self.cluster.configuration.unlink(missing_ok=True)

    # What is there ------------------------------------------------------------------

    def ask(self, query: str, *values: object) -> list[str]:
        with self.superuser() as session:
            rows = session.execute(query.encode(), values or None).fetchall()
        return [str(value) for (value,) in rows]

    def databases(self) -> list[str]:
        return self.ask("SELECT datname FROM pg_database ORDER BY 1")

    def made_by_jobs(self) -> list[str]:
        query = "SELECT datname FROM pg_database UNION SELECT rolname FROM pg_roles"
        return [name for name in self.ask(query) if parse_name(name)]

    def sessions(self, name: str = "restore-%") -> list[str]:
        query = (
            "SELECT application_name || ': ' || query FROM pg_stat_activity "
            "WHERE application_name LIKE %s"
        )
        return self.ask(query, name)

    def neighbour(self) -> list[str]:
        query = (
            "SELECT oid || coalesce(datacl::text, '') FROM pg_database "
            "WHERE datname = %s"
        )
        with self.superuser(NEIGHBOUR) as session:
            rows = session.execute("SELECT string_agg(t::text, '') FROM theirs t")
            return [*self.ask(query, NEIGHBOUR), str(rows.fetchone())]

    def empty(self) -> None:
        with self.superuser() as session:
            for name in self.databases():
                if parse_name(name) or name.startswith(("tapesystem_c", "rio_db_c")):
                    drop_database(session, name)
            for role in self.ask(
                "SELECT rolname FROM pg_roles WHERE rolname ~ '^(load|read)_'"
            ):
                drop = sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role))
                session.execute(drop)


def kill(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


@pytest.fixture(scope="session")
def hurt_landing(embedded_services: None) -> Iterator[Landing]:
    landing = Landing()
    landing.remove()  # of a run long ago, whose process had our number
    try:
        landing.start()
        landing.set_up()
        os.environ[VARIABLE] = landing.address  # workers that tests start know it too
        yield landing
    finally:
        os.environ.pop(VARIABLE, None)
        landing.remove()


@dataclass
class Backups:
    catalogues: dict[int, Catalogue]
    folder: Path

    def __call__(self, objects: int = NEW, form: str = "dump") -> Path:
        return self.folder / f"{objects}.{form}"


@pytest.fixture(scope="session")
def backups(tmp_path_factory: pytest.TempPathFactory) -> Backups:
    folder = tmp_path_factory.mktemp("backups")
    made = {n: make(kind="blackpearl", objects=n, seed=n) for n in (OLD, NEW)}
    for n, catalogue in made.items():
        pack_all(catalogue, [folder / f"{n}.{form}" for form in FORMS])
    return Backups(made, folder)


class Site:
    """Customers of a tracker whose landing server is the hurt one."""

    def __init__(self, landing: Landing, backups: Backups) -> None:
        self.landing, self.backups = landing, backups
        self.row = DatabaseServer.objects.create(name="hurt", address_variable=VARIABLE)
        self.customer = self.add_customer()
        self.neighbour_was = landing.neighbour()

    def add_customer(self) -> Customer:
        customer = create_customer(name=f"C {uuid4().hex[:8]}")
        ServerAssignment.objects.create(customer=customer, server=self.row)
        return customer

    def ask(
        self, objects: int = NEW, form: str = "dump", customer: Customer | None = None
    ) -> Restore:
        return start_restore(
            customer=customer or self.customer,
            kind=Appliance.BLACKPEARL,
            path=str(self.backups(objects, form)),
            trigger=Trigger.COMMAND,  # which is never asked whether it is meant
        )

    def serve_old(self) -> None:
        restore = self.ask(OLD)
        execute(restore.job_id)
        assert self.served() == OLD

    def served(self, customer: Customer | None = None) -> int | None:
        """How many objects the reader of this customer sees; None without a database.

        Whatever it is, all tables of that backup have to be there with all rows.
        """
        customer = customer or self.customer
        suffix, name = (
            customer.database_suffix,
            f"tapesystem_{customer.database_suffix}",
        )
        if name not in self.landing.databases():
            return None
        found = read(self.landing.server, name, suffix, COUNT)
        objects = int(str(found[0][0]))
        rows = self.backups.catalogues[objects].row_counts()
        every = " UNION ALL ".join(f"SELECT '{t}', count(*) FROM {t}" for t in rows)
        counted = read(self.landing.server, name, suffix, every)
        assert {str(t): int(str(n)) for t, n in counted} == rows
        return objects

    def recorded(self, customer: Customer | None = None) -> list[UUID]:
        """The restores whose databases are said to serve."""
        rows = RestoredDatabase.objects.filter(
            customer=customer or self.customer, dropped_at=None
        )
        return list(rows.values_list("restore_id", flat=True))

    def ended(self, restore: Restore) -> Job:
        job = Job.objects.get(pk=restore.job_id)
        assert job.state in TERMINAL
        return job

    def clean(self, job: Job) -> bool:
        """I5, at once. Old databases wait for their time, under names of their own."""
        return not self.remains(job)

    def remains(self, job: Job) -> list[str]:
        made = [n for n in self.landing.made_by_jobs() if n.endswith(job.pk.hex)]
        place = settings.WORK_DIR / str(job.pk)
        return [
            *made,
            *self.landing.sessions(application_name(job.pk)),
            *([str(place)] if place.exists() else []),
            *(str(row) for row in JobProcess.objects.filter(job=job)),
            *(str(pid) for pid in marked(job.pk.hex)),
        ]


@pytest.fixture
def site(
    transactional_db: None, hurt_landing: Landing, backups: Backups
) -> Iterator[Site]:
    if not postgres.cluster_runs(hurt_landing.cluster):
        hurt_landing.start()
    hurt_landing.empty()
    site = Site(hurt_landing, backups)
    yield site
    assert hurt_landing.neighbour() == site.neighbour_was  # I7
    for job in Job.objects.filter(state__in=TERMINAL):
        assert site.remains(job) == []  # I5


@pytest.fixture
def armed(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """The environment of a worker that stops there, once; `.reached()` tells when."""

    def arm(point: str, action: str = "hang") -> dict[str, str]:
        arm.marker = tmp_path / f"reached-{uuid4().hex[:6]}"
        return {"FAILPOINT": f"{point}:{action}:{arm.marker}"}

    arm.marker = tmp_path / "never"
    arm.reached = lambda: arm.marker.exists()
    return arm


def restorers(job: Job, section: str = "") -> list[int]:
    """The pg_restore processes of a job: leaders come first."""
    option = f"--section={section}"
    return [
        pid
        for pid in sorted(marked(job.pk.hex))
        if "pg_restore" in " ".join(stat_name(pid)) and option in command_line(pid)
    ]


def stat_name(pid: int) -> list[str]:
    try:
        return [Path(f"/proc/{pid}/comm").read_text().strip()]
    except OSError:
        return []


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().replace("\0", " ")
    except OSError:
        return ""


def descendants(pid: int) -> list[int]:
    parents = {each: stat(each)[1:2] for each in living()}
    found, new = [pid], [pid]
    while new:
        new = [each for each, parent in parents.items() if parent in
               [[str(one)] for one in new] and each not in found]  # fmt: skip
        found += new
    return found


def stop_in(job: Job, section: str, seconds: float = 30) -> list[int]:
    """Stop pg_restore as soon as it works on this section; its processes."""
    deadline = time.monotonic() + seconds
    while True:
        for pid in (found := restorers(job, section)):
            kill(pid, signal.SIGSTOP)
        if found:
            return found
        assert time.monotonic() < deadline, "pg_restore did not come"
        time.sleep(0.005)
