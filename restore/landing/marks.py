"""What is noted on a database itself, so that it survives our crash.

PostgreSQL keeps no time of a database's making, and a comment follows it through
every renaming. Only its owner, the admin, can write it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from psycopg import sql

from .server import Session


@dataclass(frozen=True)
class Mark:
    job: str = ""  # hex digits of the job that loaded it
    live: str = ""  # its name in use, now, before or soon
    replaced_at: str = ""

    def was_replaced_before(self, moment: datetime) -> bool:
        try:
            return datetime.fromisoformat(self.replaced_at) < moment
        except (ValueError, TypeError):
            return False


def mark(session: Session, database: str, what: Mark) -> None:
    session.execute(
        sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(database), sql.Literal(json.dumps(asdict(what)))
        )
    )


def marks(session: Session) -> dict[str, Mark]:
    """Of every database; an empty one for those that are not ours."""
    rows = session.execute(
        "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
    ).fetchall()
    return {name: _read(text) for name, text in rows}


def _read(text: str | None) -> Mark:
    try:
        facts = json.loads(text or "")
        return Mark(**{name: str(facts[name]) for name in Mark.__annotations__})
    except (ValueError, KeyError, TypeError):
        return Mark()
