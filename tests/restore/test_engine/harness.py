"""Whole restores in the process of the test, and what they may not leave behind."""

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from django.conf import settings

from customers.appliances import Appliance
from customers.models import Customer
from jobs.execute import execute
from jobs.models import JobProcess, Trigger
from restore.landing.names import application_name, reader_role
from restore.landing.reading import read
from restore.landing.recovery import drop_restored
from restore.landing.remains import left_behind
from restore.landing.server import Server
from restore.models import Restore
from restore.services import database_name, start_restore

TABLES = """
    SELECT quote_ident(nspname) || '.' || quote_ident(relname)
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind IN ('r', 'p') AND NOT starts_with(nspname, 'pg_')
      AND nspname <> 'information_schema'
    ORDER BY 1
"""


def landing() -> Server:
    return Server(settings.LANDING_DATABASE_URL, settings.SECRET_KEY)


def ask(
    customer: Customer,
    path: Path,
    kind: Appliance = Appliance.BLACKPEARL,
    dated: date | None = None,
) -> Restore:
    return start_restore(
        customer=customer,
        kind=kind,
        path=str(path),
        dated=dated,
        trigger=Trigger.COMMAND,
    )


def restore(
    customer: Customer,
    path: Path,
    kind: Appliance = Appliance.BLACKPEARL,
    dated: date | None = None,
) -> Restore:
    """Ask for it and do it, here and now."""
    asked = ask(customer, path, kind, dated)
    execute(asked.job_id)
    return Restore.objects.select_related("job", "customer", "backup").get(pk=asked.pk)


RUNS = """
    SELECT 'function', proname FROM pg_proc WHERE oid >= 16384
    UNION ALL SELECT 'relation', relname FROM pg_class
        WHERE oid >= 16384 AND relkind IN ('v', 'm', 'f')
    UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'policy', polname FROM pg_policy
    UNION ALL SELECT 'rule', rulename FROM pg_rewrite WHERE oid >= 16384
    UNION ALL SELECT 'cast', oid::text FROM pg_cast WHERE oid >= 16384
    UNION ALL SELECT 'operator', oprname FROM pg_operator WHERE oid >= 16384
    UNION ALL SELECT 'extension', extname FROM pg_extension WHERE extname <> 'plpgsql'
    UNION ALL SELECT 'event trigger', evtname FROM pg_event_trigger
    UNION ALL SELECT 'large object', oid::text FROM pg_largeobject_metadata
"""


@dataclass(frozen=True)
class Served:
    """A customer's database as its reader sees it."""

    customer: Customer
    kind: Appliance = Appliance.BLACKPEARL

    @property
    def name(self) -> str:
        return database_name(self.customer, self.kind)

    def read(self, query: str) -> list[tuple[str | None, ...]]:
        suffix = self.customer.database_suffix
        return read(landing(), self.name, suffix, query)  # type: ignore[arg-type]

    def rows(self) -> dict[str, int]:
        """How many, of each table: counted anew."""
        names = [name for (name,) in self.read(TABLES)]
        counts = " UNION ALL ".join(
            f"SELECT $n${name}$n$, count(*) FROM {name}" for name in names
        )
        found = self.read(counts) if counts else []
        return {str(name): int(count or 0) for name, count in found}

    def runs(self) -> list[tuple[str | None, ...]]:
        """What could run when somebody reads, and whatever else nobody needs."""
        return self.read(RUNS)

    def buckets(self) -> list[str | None]:
        return [name for (name,) in self.read("SELECT name FROM ds3.bucket ORDER BY 1")]


def every_database() -> list[str]:
    query = "SELECT datname FROM pg_database ORDER BY 1"
    with landing().connect() as session:
        return [name for (name,) in session.execute(query).fetchall()]


def databases(customer: Customer) -> list[str]:
    """What serves and what was replaced; both hold the customer's suffix."""
    return [name for name in every_database() if customer.database_suffix in name]


def drop_all(suffix: str) -> None:
    """What a test restored for this customer."""
    for kind in Appliance:
        drop_restored(landing(), f"{kind.prefix}_{suffix}", suffix=suffix)


def roles() -> dict[str, tuple[object, ...]]:
    """Every role with all that it may do, but those that belong to jobs."""
    query = """
        SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolinherit, rolcanlogin,
               rolreplication, rolbypassrls, rolconnlimit, rolconfig::text,
               (SELECT array_agg(roleid::regrole::text ORDER BY 1) FROM pg_auth_members
                WHERE member = pg_roles.oid
                  AND roleid::regrole::text !~ '^(load|read)_')::text
        FROM pg_roles WHERE rolname !~ '^(load|read)_'
    """
    with landing().connect() as session:
        return {name: rest for name, *rest in session.execute(query).fetchall()}


def left_of(job: UUID) -> list[str]:
    """Databases, roles, sessions, files and processes of a job that has ended."""
    with landing().connect() as session:
        query = """
            SELECT 'session of ' || usename FROM pg_stat_activity
            WHERE application_name = %s
        """
        deadline = time.monotonic() + 60  # a server's process outlives its client's end
        while sessions := session.execute(query, [application_name(job)]).fetchall():
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
    return [
        *(r.name for r in left_behind(landing()) if r.name.endswith(job.hex)),
        *(name for (name,) in sessions),
        *(str(path) for path in settings.WORK_DIR.glob(f"{job}*")),
        *(str(each) for each in JobProcess.objects.filter(job=job)),
    ]


def reader_exists(customer: Customer) -> bool:
    with landing().connect() as session:
        query = "SELECT FROM pg_roles WHERE rolname = %s"
        role = reader_role(customer.database_suffix)
        return bool(session.execute(query, [role]).rowcount)


def identity(customer: Customer) -> tuple[object, ...] | None:
    """Of the database that serves: another one of the same name has another."""
    query = """
        SELECT oid, datacl::text, shobj_description(oid, 'pg_database')
        FROM pg_database WHERE datname = %s
    """
    with landing().connect() as session:
        return session.execute(query, [Served(customer).name]).fetchone()
