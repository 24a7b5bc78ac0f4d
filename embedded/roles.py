"""Roles and databases of the two clusters. Every statement may be repeated."""

from psycopg import Connection, sql

from embedded.places import Places
from embedded.postgres import Cluster, connect

LOCKED_DOWN = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def set_up_tracker(cluster: Cluster) -> None:
    """The owner migrates; the application owns nothing and alters no table."""
    with connect(cluster) as connection:
        role(connection, cluster.places, "tracker_owner", LOCKED_DOWN)
        role(connection, cluster.places, "tracker_app", LOCKED_DOWN)
        database(connection, "tracker", owner="tracker_owner")
        close_to_public(connection)
        for name in ("tracker_owner", "tracker_app"):
            allow(connection, "tracker", name)


def set_up_landing(cluster: Cluster) -> None:
    rights = "NOSUPERUSER CREATEDB CREATEROLE NOREPLICATION NOBYPASSRLS"
    with connect(cluster) as connection:
        role(connection, cluster.places, "landing_admin", rights)
        database(connection, "landing", owner="landing_admin")
        close_to_public(connection)
        allow(connection, "landing", "landing_admin")
        # To limit what a restore's role may write, and to know how much room there is.
        connection.execute("GRANT SET ON PARAMETER temp_file_limit TO landing_admin")
        connection.execute("GRANT pg_read_all_settings TO landing_admin")
        forbid_large_objects(cluster, connection)


def forbid_large_objects(cluster: Cluster, connection: Connection) -> None:
    """In all databases to come: they are all that any role may create there."""
    connection.execute("ALTER DATABASE template0 ALLOW_CONNECTIONS true")
    with connect(cluster, "template0") as template:
        template.execute(
            "REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), "
            "lo_from_bytea(oid, bytea) FROM PUBLIC"
        )
    connection.execute("ALTER DATABASE template0 ALLOW_CONNECTIONS false")


def role(connection: Connection, places: Places, name: str, rights: str) -> None:
    same = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = sql.SQL("ALTER" if same.fetchone() else "CREATE")
    # Encrypted here, so that no server log ever shows the password.
    verifier = connection.pgconn.encrypt_password(
        places.secrets[name].encode(), name.encode(), b"scram-sha-256"
    )
    statement = sql.SQL("{} ROLE {} LOGIN {} PASSWORD {}").format(
        verb, sql.Identifier(name), sql.SQL(rights), sql.Literal(verifier.decode())
    )
    connection.execute(statement)


def database(connection: Connection, name: str, owner: str) -> None:
    same = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if not same.fetchone():
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        connection.execute(
            statement.format(sql.Identifier(name), sql.Identifier(owner))
        )


def close_to_public(connection: Connection) -> None:
    """Who may connect where is said by name only."""
    for name in ("postgres", "template1", "tracker", "landing"):
        same = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        )
        if same.fetchone():
            statement = sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC")
            connection.execute(statement.format(sql.Identifier(name)))


def allow(connection: Connection, database_name: str, name: str) -> None:
    statement = sql.SQL("GRANT CONNECT ON DATABASE {} TO {}")
    connection.execute(
        statement.format(sql.Identifier(database_name), sql.Identifier(name))
    )
