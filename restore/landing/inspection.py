"""What is in a staging database, seen in the system's catalogues only."""

from files.errors import Refused
from files.visible import printable
from restore.types import Column, Table

from .server import Session

FIRST_OF_USERS = 16_384  # object ids below are PostgreSQL's own
# Everything that could run when somebody reads, or that no catalogue has.
FORBIDDEN = {
    "a function": "SELECT proname::text FROM pg_proc WHERE oid >= {first}",
    "a cast": "SELECT format_type(castsource, NULL) FROM pg_cast WHERE oid >= {first}",
    "a view": "SELECT relname::text FROM pg_class WHERE oid >= {first} "
    "AND relkind IN ('v', 'm')",
    "a foreign table": "SELECT relname::text FROM pg_class WHERE relkind = 'f'",
    "a rule": "SELECT rulename::text FROM pg_rewrite WHERE oid >= {first}",
    "a policy": "SELECT polname::text FROM pg_policy",
    "row security": "SELECT relname::text FROM pg_class "
    "WHERE relrowsecurity OR relforcerowsecurity",
    # Those of foreign keys are internal, and call PostgreSQL's own functions.
    "a trigger": "SELECT tgname::text FROM pg_trigger "
    "WHERE NOT tgisinternal OR tgfoid >= {first}",
    "an event trigger": "SELECT evtname::text FROM pg_event_trigger",
    "an operator": "SELECT oprname::text FROM pg_operator WHERE oid >= {first}",
    "an operator class": "SELECT opcname::text FROM pg_opclass WHERE oid >= {first}",
    "an operator family": "SELECT opfname::text FROM pg_opfamily WHERE oid >= {first}",
    "a collation": "SELECT collname::text FROM pg_collation WHERE oid >= {first}",
    "a conversion": "SELECT conname::text FROM pg_conversion WHERE oid >= {first}",
    "a language": "SELECT lanname::text FROM pg_language WHERE oid >= {first} "
    "AND lanname <> 'plpgsql'",
    "an extension": "SELECT extname::text FROM pg_extension WHERE extname <> 'plpgsql'",
    "a transform": "SELECT oid::text FROM pg_transform WHERE oid >= {first}",
    "an access method": "SELECT amname::text FROM pg_am WHERE oid >= {first}",
    "a text search configuration": "SELECT cfgname::text FROM pg_ts_config "
    "WHERE oid >= {first}",
    "a text search dictionary": "SELECT dictname::text FROM pg_ts_dict "
    "WHERE oid >= {first}",
    "a text search parser": "SELECT prsname::text FROM pg_ts_parser "
    "WHERE oid >= {first}",
    "a text search template": "SELECT tmplname::text FROM pg_ts_template "
    "WHERE oid >= {first}",
    "a foreign-data wrapper": "SELECT fdwname::text FROM pg_foreign_data_wrapper",
    "a foreign server": "SELECT srvname::text FROM pg_foreign_server",
    "a publication": "SELECT pubname::text FROM pg_publication",
    "a large object": "SELECT oid::text FROM pg_largeobject_metadata",
    "default privileges": "SELECT oid::text FROM pg_default_acl",
    "a virtual column": "SELECT attname::text FROM pg_attribute "
    "WHERE attgenerated = 'v'",
    # Rows of tables, and arrays of types, have types of their own.
    "a data type": """
        SELECT typname::text FROM pg_type t WHERE oid >= {first}
        AND typtype NOT IN ('e', 'd') AND typelem = 0 AND NOT EXISTS (
            SELECT FROM pg_class c WHERE c.oid = t.typrelid
            AND c.relkind IN ('r', 'p', 'S'))
    """,
}
COLUMNS = """
    SELECT n.nspname::text, c.relname::text, a.attname::text,
           format_type(a.atttypid, a.atttypmod)
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p') AND c.oid >= %s
    ORDER BY 1, 2, a.attnum
"""
# Base types of arrays and domains are types of columns too, in the end.
STRANGE_TYPES = """
    WITH RECURSIVE used (relname, attname, type) AS (
        SELECT c.relname, a.attname, a.atttypid
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.oid >= {first} AND c.relkind IN ('r', 'p') AND a.attnum > 0
          AND NOT a.attisdropped
        UNION
        SELECT relname, attname, CASE WHEN typtype = 'd' THEN typbasetype
                                      ELSE typelem END
        FROM used JOIN pg_type t ON t.oid = type
        WHERE t.oid >= {first} AND (typtype = 'd' OR typelem <> 0)
    )
    SELECT relname || '.' || attname FROM used JOIN pg_type t ON t.oid = type
    WHERE t.oid >= {first} AND typtype NOT IN ('e', 'd') AND typelem = 0
"""
UNLOGGED = """
    SELECT n.nspname::text, c.relname::text FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'u' AND c.oid >= %s
"""
WRITTEN = """
    SELECT schemaname || '.' || relname, coalesce(n_tup_ins, 0)
    FROM pg_stat_user_tables WHERE relid >= %s
"""


def forbid_what_runs(session: Session) -> None:
    """The load role may make functions; but a database that has one is never used."""
    query = " UNION ALL ".join(
        f"(SELECT {number}, shown FROM ({text}) AS f (shown) LIMIT 1)"  # noqa: S608
        for number, text in enumerate(FORBIDDEN.values())
    )
    whole = f"{query} ORDER BY 1 LIMIT 1".replace("{first}", str(FIRST_OF_USERS))
    if row := session.execute(whole.encode()).fetchone():
        what = list(FORBIDDEN)[row[0]]
        name = printable(str(row[1]))[:80]
        raise Refused(
            "forbidden_object",
            f"Loading the backup created {what} ({name}), which no restored database "
            "may have. Check that this is an appliance's own backup.",
        )


def forbid_strange_types(session: Session) -> None:
    query = STRANGE_TYPES.replace("{first}", str(FIRST_OF_USERS))
    if row := session.execute(f"{query} LIMIT 1".encode()).fetchone():
        raise Refused(
            "forbidden_object",
            f"The column {printable(str(row[0]))[:130]} has a type that the backup "
            "defines itself. Check that this is an appliance's own backup.",
        )


def tables(session: Session) -> list[Table]:
    """What is really there. A view or foreign table is not a table."""
    by_table: dict[tuple[str, str], list[Column]] = {}
    for schema, table, column, type_ in session.execute(COLUMNS, [FIRST_OF_USERS]):
        columns = by_table.setdefault((schema, table), [])
        if column is not None:
            columns.append(Column(column, type_))
    return [Table(*name, tuple(columns)) for name, columns in by_table.items()]


def unlogged(session: Session) -> list[tuple[str, str]]:
    return [(a, b) for a, b in session.execute(UNLOGGED, [FIRST_OF_USERS])]


def written(session: Session) -> dict[str, int]:
    """Rows that were inserted, as the server itself counted while loading."""
    rows = session.execute(WRITTEN, [FIRST_OF_USERS]).fetchall()
    return {str(name): int(count) for name, count in rows}
