"""1 to 7, 11 to 23 and 33: SQL text."""

from functools import partial

from .base import (
    CANARY,
    TOUCH,
    Case,
    Cases,
    Valid,
    at_the_end,
    before_data,
    before_tables,
    everywhere,
    replaced,
)

CLUSTER = b"--\n-- PostgreSQL database cluster dump\n--\n"
CLUSTER_END = b"\n--\n-- PostgreSQL database cluster dump complete\n--\n"
ROLES = b"CREATE ROLE evil;\nALTER ROLE evil WITH SUPERUSER LOGIN PASSWORD 'x';\n"


def cluster(valid: Valid) -> bytes:
    admin = b"ALTER ROLE landing_admin WITH SUPERUSER;\n"
    body = b"CREATE DATABASE tapesystem;\n\\connect tapesystem\n" + valid.plain
    return CLUSTER + ROLES + admin + body + CLUSTER_END


def statement(text: str) -> partial[bytes]:
    return partial(before_data, text=text)


def recoded(valid: Valid, name: str) -> bytes:
    return valid.plain.decode().encode(name)


EVERY_COMMAND = "\n".join(
    [
        f"\\! {TOUCH}",
        f"\\!{TOUCH}",
        f"\\unrestrict `{TOUCH}`",
        f"\\set x `{TOUCH}`",
        f"\\copy ds3.blob from program '{TOUCH}'",
        f"\\o |{TOUCH}",
        "\\i /etc/passwd",
        "\\gexec",
        f"\r\\! {TOUCH}",
        f" \t\\! {TOUCH}",
    ]
)
COMMANDS: Cases = {
    "1 2 4 5 commands, behind a byte order mark": Case(
        lambda valid: "\ufeff".encode() + everywhere(valid, EVERY_COMMAND)
    ),
    "3 connect": Case(
        partial(before_data, text="\\connect postgres"), "several_databases"
    ),
    # What would be dropped in another database is not there to be dropped.
    "3 connect, then drop": Case(
        partial(at_the_end, text="\\c 'host=evil'\nDROP TABLE ds3.bucket;")
    ),
    "3 connect to a server": Case(
        partial(at_the_end, text="\\c 'host=evil'\nCREATE TABLE ds3.u (a int);"),
        "several_databases",
    ),
}

COPIES: Cases = {
    "7 from program": Case(
        statement(f"COPY ds3.blob FROM PROGRAM '{TOUCH}';"), "unsafe_statement"
    ),
    "7 to a file": Case(statement(f"COPY ds3.blob TO '{CANARY}';"), "unsafe_statement"),
}

EVERY_STATEMENT = f"""{ROLES.decode()}
ALTER ROLE landing_admin WITH SUPERUSER;
SET ROLE landing_admin;
SET SESSION AUTHORIZATION postgres;
CREATE EXTENSION IF NOT EXISTS dblink;
CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();
ALTER DATABASE landing SET session_preload_libraries = 'evil';
ALTER ROLE ALL SET search_path = evil;
"""
SKIPPED: Cases = {
    "11 cluster": Case(cluster, "cluster_dump"),
    "11 12 13 16 22 statements": Case(statement(EVERY_STATEMENT)),
    "22 dropped and created": Case(lambda valid: valid.dump("-C", "--clean")),
    "20 foreign table": Case(
        lambda valid: replaced(
            valid.plain, "CREATE TABLE pool.pool (", "CREATE FOREIGN TABLE pool.pool ("
        ),
        "missing_parts",
    ),
}

# Left out, while the rows are all there.
RUNS_FIRST = """
CREATE TABLE ds3.u (a int DEFAULT pg_sleep(9));
CREATE TABLE ds3.v (a int CHECK (ds3.endless(a)));
CREATE TABLE ds3.w (a int GENERATED ALWAYS AS (ds3.f(1)) STORED);
"""
RUNS_LAST = """
CREATE INDEX i ON ds3.blob USING btree (ds3.endless(length));
CREATE MATERIALIZED VIEW ds3.m AS
    SELECT count(*) FROM generate_series(1, 1000000000000) WITH NO DATA;
REFRESH MATERIALIZED VIEW ds3.m;
"""
WITHOUT: Cases = {
    "14 first": Case(partial(before_tables, text=RUNS_FIRST)),
    "14 21 last": Case(partial(at_the_end, text=RUNS_LAST)),
}

CONDEMNED: Cases = {
    "12 set_config": Case(
        statement("SELECT pg_catalog.set_config('role', 'landing_admin', false);"),
        "unsafe_statement",
    ),
    "9 system": Case(
        statement(f"ALTER SYSTEM SET archive_command = '{TOUCH}';"), "unsafe_statement"
    ),
    "33 UTF-16": Case(partial(recoded, name="utf-16"), "powershell"),
    "33 line ends of Windows": Case(
        lambda valid: valid.plain.replace(b"\n", b"\r\n"), "line_ends"
    ),
    "33 not in its encoding": Case(
        lambda valid: replaced(valid.plain, "bucket 1", b"bucket \xe9"),
        "encoding",
    ),
}

CASES = COMMANDS | COPIES | SKIPPED | WITHOUT | CONDEMNED
