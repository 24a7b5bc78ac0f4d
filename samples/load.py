"""A catalogue into a database."""

from psycopg import Connection, sql

from .catalogue import Catalogue


def load(catalogue: Catalogue, connection: Connection) -> None:
    """Rows first: with their tables made in one transaction, they need no WAL."""
    schema = catalogue.schema
    with connection.transaction():
        for statement in schema.begin():
            connection.execute(statement.encode())
        for name in schema.tables:
            _copy(catalogue, name, connection)
    for statement in schema.finish():
        connection.execute(statement.encode())


def _copy(catalogue: Catalogue, name: str, connection: Connection) -> None:
    columns = sql.SQL(", ").join(map(sql.Identifier, catalogue.columns(name)))
    place, _, table = name.replace('"', "").partition(".")
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(place, table), columns
    )
    with connection.cursor().copy(statement) as copy:
        for block in catalogue.copy_text(name):
            copy.write(block)


def create_database(catalogue: Catalogue, connection: Connection) -> str:
    database = catalogue.schema.database
    connection.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(
            sql.Identifier(database)
        )
    )
    return database
