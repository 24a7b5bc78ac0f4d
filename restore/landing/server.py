"""A landing server, known by the address of its admin."""

import contextlib
import hashlib
import hmac
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import conninfo_to_dict

from embedded import EmbeddedError, check_floor
from files.errors import Refused

MAJOR = 18
PATIENCE = 10  # seconds to connect
TURN = 20.0  # seconds that whoever came before may take to leave
ALIVE: dict[str, Any] = {
    "connect_timeout": PATIENCE,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
ADMIN_OPTIONS = {
    "client_connection_check_interval": "1s",
    # The admin looks into databases that strangers filled: nothing of theirs is found.
    "search_path": "pg_catalog",
    "row_security": "off",
    "lock_timeout": "30s",
    "statement_timeout": "300s",
}
Session = Connection[tuple[Any, ...]]


@dataclass(frozen=True)
class Server:
    admin_url: str = field(repr=False)
    secret: str = field(default="", repr=False)  # readers' passwords follow from it

    @property
    def parameters(self) -> dict[str, Any]:
        return {**conninfo_to_dict(self.admin_url), **ALIVE}

    @property
    def home(self) -> str:
        return str(self.parameters.get("dbname") or "postgres")

    def connect(
        self, *, database: str = "", application: str = "tracker-landing", **more: str
    ) -> Session:
        """As the admin, each statement its own transaction."""
        return psycopg.connect(
            **{
                **self.parameters,
                "dbname": database or self.home,
                "application_name": application,
                "options": options({**ADMIN_OPTIONS, **more}),
            },
            autocommit=True,
        )

    def password_of(self, role: str) -> str:
        """Kept nowhere: it follows from a secret and the role's name."""
        key = self.secret or str(self.parameters.get("password") or "")
        return hmac.new(key.encode(), role.encode(), hashlib.sha256).hexdigest()


def options(settings: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


def require_usable(server: Server) -> str:
    """The version; refused when this server cannot be used."""
    with server.connect() as session:
        number = session.info.server_version
    try:
        check_floor(number)
    except EmbeddedError as error:
        raise Refused("server_too_old", str(error)) from None
    if number // 10_000 < MAJOR:
        raise Refused(
            "server_too_old",
            f"A database server for restores must be PostgreSQL {MAJOR}.",
        )
    return f"{number // 10_000}.{number % 10_000}"


def free_space(server: Server) -> int | None:
    """Bytes free where the databases are, when that is a disk of this machine."""
    if not str(server.parameters.get("host") or "").startswith("/"):
        return None
    with server.connect() as session:
        query: LiteralString = (
            "SELECT setting FROM pg_settings WHERE name = 'data_directory'"
        )
        row = session.execute(query).fetchone()  # hidden from most roles
    try:
        return shutil.disk_usage(row[0]).free if row else None
    except OSError:
        return None


OPEN = """
    SELECT datname FROM pg_database
    WHERE datallowconn AND EXISTS (
        SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))
        WHERE grantee = 0 AND privilege_type IN ('CONNECT', 'TEMPORARY')
    ) ORDER BY datname
"""


def harden(server: Server) -> list[str]:
    """Close every database to PUBLIC; returns those where we may not.

    A revoke that is not ours to make is a warning of the server, not an error.
    """
    with server.connect() as session:
        for (name,) in session.execute(OPEN).fetchall():
            # Dropped or renamed since, or changed by another at the same time.
            with contextlib.suppress(
                psycopg.errors.InvalidCatalogName,
                psycopg.errors.InsufficientPrivilege,
                psycopg.errors.InternalError_,
            ):
                session.execute(
                    sql.SQL(
                        "REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC"
                    ).format(sql.Identifier(name))
                )
        return [name for (name,) in session.execute(OPEN).fetchall()]


@contextlib.contextmanager
def exclusive(
    server: Server,
    what: str,
    *,
    application: str = "tracker-lock",
    patience: float = 0,
    check: Callable[[], object] = lambda: None,
) -> Iterator[None]:
    """One at a time for all workers, for as long as this session lives.

    The server notices a moment late that whoever came before has left, which is what
    `patience` is for; `check` may end it. The lock is in the admin's own database,
    where the role of a backup cannot take it.
    """
    key = int.from_bytes(hashlib.sha256(what.encode()).digest()[:8], signed=True)
    until = time.monotonic() + patience
    with server.connect(application=application) as session:
        while not _locked(session, key):
            if time.monotonic() > until:
                raise Refused(
                    "busy",
                    f"Another restore of {what} is still running. Wait for it to "
                    "finish, then try again.",
                )
            check()
            time.sleep(0.05)
        yield


def _locked(session: Session, key: int) -> bool:
    row = session.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone()
    return bool(row and row[0])
