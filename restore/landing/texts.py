"""Is each text what the database says it is, UTF-8?

To COPY from a client that says SQL_ASCII the server takes any bytes, into a UTF-8
database too. It would fail on them later, when somebody reads.
"""

from collections.abc import Sequence

import psycopg
from psycopg import sql

from files.types import Tick
from restore.errors import wrong_encoding
from restore.types import Table

from .progress import LoadWatch
from .staging import Staging

CHECK = sql.SQL(
    "SELECT count(convert_from(textsend(ROW(one.*)::text), 'UTF8')) FROM ONLY {} AS one"
)


def check_texts(staging: Staging, tables: Sequence[Table], tick: Tick) -> None:
    """`tick` is asked each second, and what it raises stops it."""
    with LoadWatch(staging, tick), staging.connect() as session:
        for table in tables:
            name = sql.Identifier(table.schema, table.name)
            try:
                session.execute(CHECK.format(name))
            except psycopg.errors.CharacterNotInRepertoire as error:
                reason = str(error).partition("\n")[0]
                raise wrong_encoding(reason) from None
