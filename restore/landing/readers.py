"""A role per customer that may read what was restored for it, and nothing else."""

from collections.abc import Sequence

from psycopg import sql

from customers.appliances import Appliance

from .server import Server, Session
from .staging import encrypted, join

RIGHTS = sql.SQL(
    "LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS "
    "CONNECTION LIMIT 20"
)
# Reading runs what the backup's author left in it, were it not for these.
READING = {
    "search_path": "pg_catalog",
    "row_security": "off",
    "default_transaction_read_only": "on",
    "statement_timeout": "10min",
}
Name = tuple[str, str]  # schema and table


def ensure_reader(server: Server, session: Session, role: str) -> None:
    """Also sets the password again: it follows from a secret that may change."""
    row = session.execute(
        "SELECT pg_has_role(oid, 'USAGE') FROM pg_roles WHERE rolname = %s", [role]
    ).fetchone()
    verb = sql.SQL("ALTER ROLE {}" if row else "CREATE ROLE {} {}")
    password = encrypted(session, role, server.password_of(role))
    session.execute(
        sql.SQL("{} PASSWORD {}").format(
            verb.format(sql.Identifier(role), RIGHTS), sql.Literal(password)
        )
    )
    if not row or not row[0]:
        join(session, role)


def let_read(
    session: Session, role: str, database: str, tables: Sequence[Name]
) -> None:
    """In the database itself: these tables only, with safe settings."""
    reader, place = sql.Identifier(role), sql.Identifier(database)
    for schema in dict.fromkeys(schema for schema, _ in tables):
        session.execute(
            sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(
                sql.Identifier(schema), reader
            )
        )
    for schema, table in tables:
        session.execute(
            sql.SQL("GRANT SELECT ON TABLE {} TO {}").format(
                sql.Identifier(schema, table), reader
            )
        )
    for name, value in READING.items():
        session.execute(
            sql.SQL("ALTER ROLE {} IN DATABASE {} SET {} = {}").format(
                reader, place, sql.Identifier(name), sql.Literal(value)
            )
        )
    session.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(place, reader))


def crossings(server: Server) -> list[Name]:
    """Pairs of a customer's role and a database that it should not reach."""
    with server.connect() as session:
        rows = session.execute(
            r"""
            SELECT rolname, datname FROM pg_roles, pg_database
            WHERE rolname LIKE 'read\_%' AND datallowconn AND datconnlimit <> -2
              AND has_database_privilege(pg_roles.oid, pg_database.oid,
                                         'CONNECT, TEMPORARY, CREATE')
            ORDER BY rolname, datname
            """
        ).fetchall()
    return [(role, name) for role, name in rows if not belongs(role, name)]


def belongs(role: str, database: str) -> bool:
    live = database.partition("__old_")[0]
    suffix = role.removeprefix("read_")
    own = [f"{appliance.prefix}_{suffix}" for appliance in Appliance]
    # The names of old databases may be cut, so those are compared by their beginning.
    if live != database:
        return any(name == live or name[:45] == live for name in own)
    return live in own or database.startswith("stg_")
