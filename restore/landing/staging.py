"""A database for one job, and a role that may do nothing but fill it."""

import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import psycopg
from psycopg import sql

from files.errors import Refused

from .names import OWNER, application_name, load_role, staging_name
from .remains import drop_database, drop_role
from .server import ALIVE, Server, Session, options

RIGHTS = sql.SQL(
    "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
)
# Closed until PUBLIC is shut out, so that no one slips in between.
CREATE = sql.SQL(
    "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER builtin "
    "BUILTIN_LOCALE 'C' LOCALE 'C' ALLOW_CONNECTIONS false"
)
UNLIMITED = (
    "Temporary files can't be limited on this database server (temp_file_limit). See "
    "the administrator's guide."
)
LARGE_OBJECTS = (
    "This database server lets every reader make large objects. Revoke that right as "
    "described in the administrator's guide."
)
# What is lost by a crash is restored again, so nothing waits for the disk.
LOAD_SETTINGS = {
    "synchronous_commit": "off",
    "maintenance_work_mem": "256MB",
    "max_parallel_maintenance_workers": "0",  # pg_restore's jobs keep all cores busy
    "work_mem": "64MB",  # foreign keys are checked by joining
    "client_connection_check_interval": "1s",
}


@dataclass(frozen=True)
class Staging:
    server: Server = field(repr=False)
    job_id: UUID
    database: str
    role: str
    password: str = field(repr=False)
    notes: tuple[str, ...] = ()

    def connect(self, **more: str) -> Session:
        """As the load role. Whoever runs a backup's code runs it as this one."""
        return psycopg.connect(
            **{
                **self.server.parameters,
                **ALIVE,
                "dbname": self.database,
                "user": self.role,
                "password": self.password,
                "application_name": application_name(self.job_id),
                "options": options({"search_path": "pg_catalog", **more}),
            },
            autocommit=True,
        )

    def connect_admin(self) -> Session:
        return self.server.connect(
            database=self.database, application=application_name(self.job_id)
        )


def create_staging(
    server: Server,
    job_id: UUID,
    *,
    schemas: Sequence[str] = (),
    connections: int = 12,
    temporary_files: str = "50GB",
) -> Staging:
    """A new one: what an earlier attempt of this job left behind is dropped."""
    staging = Staging(
        server,
        job_id,
        staging_name(job_id),
        load_role(job_id),
        secrets.token_urlsafe(32),
    )
    with server.connect(application=application_name(job_id)) as session:
        _drop(session, staging.database, staging.role)
        _make_role(session, staging, connections)
        limited = _limit_files(session, staging.role, temporary_files)
        _make_database(session, staging)
    notes = [] if limited else [UNLIMITED]
    if makes_large_objects(staging):
        notes.append(LARGE_OBJECTS)
    _make_schemas(staging, schemas)
    return replace(staging, notes=tuple(notes))


def drop_staging(server: Server, job_id: UUID) -> None:
    """Database and role; nothing happens when they are already gone."""
    with server.connect(application="tracker-cleanup") as session:
        _drop(session, staging_name(job_id), load_role(job_id))


def _drop(session: Session, database: str, role: str) -> None:
    drop_database(session, database)
    drop_role(session, role)


def makes_large_objects(staging: Staging) -> bool:
    """Only a superuser can take that away, in template0; see the documentation."""
    query = "SELECT has_function_privilege(%s, 'lo_create(oid)', 'EXECUTE')"
    with staging.connect_admin() as session:
        row = session.execute(query, [staging.role]).fetchone()
    return bool(row and row[0])


def _make_role(session: Session, staging: Staging, connections: int) -> None:
    role = sql.Identifier(staging.role)
    session.execute(
        sql.SQL("CREATE ROLE {} {} PASSWORD {} CONNECTION LIMIT {}").format(
            role,
            RIGHTS,
            sql.Literal(encrypted(session, staging.role, staging.password)),
            sql.Literal(connections),
        )
    )
    row = session.execute("SELECT (now() + interval '1 day')::text").fetchone()
    until = row[0] if row else ""
    session.execute(
        sql.SQL("ALTER ROLE {} VALID UNTIL {}").format(role, sql.Literal(until))
    )
    join(session, staging.role)
    for name, value in LOAD_SETTINGS.items():
        session.execute(
            sql.SQL("ALTER ROLE {} SET {} = {}").format(
                role, sql.Identifier(name), sql.Literal(value)
            )
        )


def join(session: Session, role: str) -> None:
    """The admin may end its sessions and take over what it owns, not be it."""
    session.execute(
        sql.SQL("GRANT {} TO CURRENT_USER WITH INHERIT TRUE, SET FALSE").format(
            sql.Identifier(role)
        )
    )


def encrypted(session: Session, role: str, password: str) -> str:
    """Encrypted here, so that no server log ever shows the password."""
    return session.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    ).decode()


def _limit_files(session: Session, role: str, limit: str) -> bool:
    """Needs a grant (SET ON PARAMETER temp_file_limit) that a server may lack."""
    statement = sql.SQL("ALTER ROLE {} SET temp_file_limit = {}").format(
        sql.Identifier(role), sql.Literal(limit)
    )
    try:
        session.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def _make_database(session: Session, staging: Staging) -> None:
    database = sql.Identifier(staging.database)
    for statement in (
        CREATE,
        sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC"),
        sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true"),
    ):
        session.execute(statement.format(database))
    session.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
            database, sql.Identifier(staging.role)
        )
    )


def _make_schemas(staging: Staging, schemas: Sequence[str]) -> None:
    """By the admin: whoever may CREATE on a database may have trusted extensions."""
    role = sql.Identifier(staging.role)
    with staging.connect_admin() as session:
        for name in dict.fromkeys(("public", *schemas)):
            schema = sql.Identifier(checked_schema(name))
            if name != "public":
                session.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
            session.execute(
                sql.SQL("GRANT USAGE, CREATE ON SCHEMA {} TO {}").format(schema, role)
            )


def checked_schema(schema: str) -> str:
    reserved = schema.startswith("pg_") or schema == "information_schema"
    too_long = len(schema.encode(errors="replace")) > 63
    if reserved or too_long or not schema or "\0" in schema:
        raise Refused(
            "hostile_name",
            f"The backup contains a schema named {schema[:63]!r}, which no appliance "
            "has. Check that you chose the right file.",
        )
    return schema


def ensure_owner(session: Session) -> None:
    """The role that owns databases in use: it has no password and cannot log in."""
    member = "SELECT pg_has_role(oid, 'USAGE') FROM pg_roles WHERE rolname = %s"
    row = session.execute(member, [OWNER]).fetchone()
    if not row:
        # Another job may be as quick as we are.
        with contextlib.suppress(
            psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation
        ):
            session.execute(
                sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(OWNER))
            )
    if not row or not row[0]:
        join(session, OWNER)
