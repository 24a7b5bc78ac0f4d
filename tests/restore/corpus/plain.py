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


def line(text: str) -> partial[bytes]:
    return partial(everywhere, text=text)


def statement(text: str) -> partial[bytes]:
    return partial(before_data, text=text)


def recoded(valid: Valid, name: str) -> bytes:
    return valid.plain.decode().encode(name)


COMMANDS: Cases = {
    "1 shell": Case(line(f"\\! {TOUCH}")),
    "1 shell without blank": Case(line(f"\\!{TOUCH}")),
    "2 unrestrict": Case(line(f"\\unrestrict `{TOUCH}`")),
    "2 set": Case(line(f"\\set x `{TOUCH}`")),
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
    "4 copy": Case(line(f"\\copy ds3.blob from program '{TOUCH}'")),
    "4 output": Case(line(f"\\o |{TOUCH}")),
    "4 include": Case(line("\\i /etc/passwd")),
    "4 gexec": Case(line("\\gexec")),
    "5 byte order mark": Case(
        lambda valid: f"\ufeff\\! {TOUCH}\n".encode() + valid.plain
    ),
    "5 carriage return": Case(line(f"\r\\! {TOUCH}")),
    "5 blanks": Case(line(f" \t\\! {TOUCH}")),
}

COPIES: Cases = {
    f"7 {name}": Case(statement(text), "unsafe_statement")
    for name, text in {
        "from program": f"COPY ds3.blob FROM PROGRAM '{TOUCH}';",
        "to program": f"COPY ds3.blob TO PROGRAM '{TOUCH}';",
        "from a file": "COPY ds3.blob FROM '/etc/passwd';",
        "to a file": f"COPY ds3.blob TO '{CANARY}';",
        "in capitals and comments": (
            f"cOpY/**/ds3.blob/*/**/*/FROM--\nprogram $x${TOUCH}$x$;"
        ),
    }.items()
}

SKIPPED: Cases = {
    "11 cluster": Case(cluster, "cluster_dump"),
    "11 roles": Case(
        statement(f"{ROLES.decode()}ALTER ROLE landing_admin WITH SUPERUSER;")
    ),
    "12 set role": Case(statement("SET ROLE landing_admin;")),
    "12 authorization": Case(statement("SET SESSION AUTHORIZATION postgres;")),
    "13 extension": Case(statement("CREATE EXTENSION IF NOT EXISTS dblink;")),
    "16 event trigger": Case(
        statement("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();")
    ),
    "21 materialized view": Case(
        partial(
            at_the_end,
            text="CREATE MATERIALIZED VIEW ds3.m AS SELECT count(*) FROM "
            "generate_series(1, 1000000000000) WITH NO DATA;\n"
            "REFRESH MATERIALIZED VIEW ds3.m;",
        )
    ),
    "22 database setting": Case(
        statement(
            "ALTER DATABASE landing SET session_preload_libraries = 'evil';\n"
            "ALTER ROLE ALL SET search_path = evil;"
        )
    ),
    "22 dropped and created": Case(lambda valid: valid.dump("-C", "--clean")),
    "20 foreign table": Case(
        lambda valid: replaced(
            valid.plain, "CREATE TABLE pool.pool (", "CREATE FOREIGN TABLE pool.pool ("
        ),
        "missing_parts",
    ),
}

# Left out, while the rows are all there.
WITHOUT: Cases = {
    "14 default": Case(
        partial(before_tables, text="CREATE TABLE ds3.u (a int DEFAULT pg_sleep(9));"),
    ),
    "14 check": Case(
        partial(
            before_tables, text="CREATE TABLE ds3.u (a int CHECK (ds3.endless(a)));"
        ),
    ),
    "14 index": Case(
        partial(
            at_the_end,
            text="CREATE INDEX i ON ds3.blob USING btree (ds3.endless(length));",
        ),
    ),
    "14 generated": Case(
        partial(
            before_tables,
            text="CREATE TABLE ds3.u (a int GENERATED ALWAYS AS (ds3.f(1)) STORED);",
        ),
    ),
}

CONDEMNED: Cases = {
    "12 set_config": Case(
        statement("SELECT pg_catalog.set_config('role', 'landing_admin', false);"),
        "unsafe_statement",
    ),
    "12 preload": Case(
        statement("SET session_preload_libraries = 'x';"), "unsafe_statement"
    ),
    "9 do": Case(statement("DO $$ BEGIN PERFORM 1; END $$;"), "unsafe_statement"),
    "9 other data": Case(
        statement("DELETE FROM pg_catalog.pg_class;"), "unsafe_statement"
    ),
    "9 rollback": Case(statement("ROLLBACK;"), "unsafe_statement"),
    "9 drop": Case(statement("DROP TABLE ds3.bucket;"), "unsafe_statement"),
    "9 system": Case(
        statement(f"ALTER SYSTEM SET archive_command = '{TOUCH}';"), "unsafe_statement"
    ),
    "33 UTF-16": Case(partial(recoded, name="utf-16"), "powershell"),
    "33 UTF-16 big end first": Case(
        lambda valid: b"\xfe\xff" + recoded(valid, "utf-16-be"), "powershell"
    ),
    "33 line ends of Windows": Case(
        lambda valid: valid.plain.replace(b"\n", b"\r\n"), "line_ends"
    ),
    "33 not in its encoding": Case(
        lambda valid: replaced(valid.plain, "bucket 1", b"bucket \xe9"),
        "encoding",
    ),
}

CASES = COMMANDS | COPIES | SKIPPED | WITHOUT | CONDEMNED
