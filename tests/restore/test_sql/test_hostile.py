"""Hostile dumps are refused or harmless, and leave nothing behind."""

import re
from pathlib import Path

import pytest

from files.errors import Refused
from restore.sql.survey import SqlContents
from tests.restore.test_sql.conftest import (
    END,
    HEADER,
    Target,
    admin,
    assert_left,
    dump,
    look,
)

CANARY = Path("/tmp/canary_of_the_sql_tests")
TABLE = b"CREATE TABLE public.t (\n    a integer\n);\n"
DATA = b"COPY public.t (a) FROM stdin;\n1\n\\.\n"
USUAL = TABLE + DATA
TOUCH = f"touch {CANARY}".encode()


@pytest.fixture(autouse=True)
def canaries() -> object:
    CANARY.unlink(missing_ok=True)
    roles = "SELECT oid, * FROM pg_roles ORDER BY 1"
    with admin() as session:
        before = session.execute(roles).fetchall()
    yield None
    assert not CANARY.exists()
    with admin() as session:
        after = session.execute(roles).fetchall()
    assert {row for row in after if "evil" in str(row)} == set()
    assert {row[1]: row[2] for row in after if row[1] in ("landing_admin",)} == {
        row[1]: row[2] for row in before if row[1] in ("landing_admin",)
    }


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        look(data)
    sentence = caught.value.sentence
    assert sentence.isprintable(), sentence
    assert len(sentence) < 400
    assert sentence.endswith(".")
    return caught.value.code


def left_out(surveyed: SqlContents) -> dict[str, int]:
    return {group.what: group.count for group in surveyed.contents.left_out}


# Counted but never obeyed; the rest is loaded.
COMMANDS = [
    b"\\! " + TOUCH,
    b"\\restrict x\n\\unrestrict `" + TOUCH + b"`",
    b"\\copy public.t from program '" + TOUCH + b"'",
    b"\\o |" + TOUCH,
    b"\\i /etc/passwd",
    b"\\set x `" + TOUCH + b"`",
    b"\\g |" + TOUCH,
    b"\r\\! " + TOUCH,
    b" \t \\! " + TOUCH,
    b"\\!" + TOUCH,
]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_for_psql_do_nothing(target: Target, command: bytes) -> None:
    data = dump(command + b"\n" + USUAL + command + b"\n")
    assert left_out(look(data))["psql command"] >= 2
    target.restore(data)
    assert target.read("SELECT a FROM public.t") == [(1,)]


def test_a_command_behind_a_byte_order_mark_does_nothing() -> None:
    data = b"\xef\xbb\xbf\\! " + TOUCH + b"\n" + dump(USUAL)
    assert left_out(look(data))["psql command"] == 1


SKIPPED = {
    "role": b"CREATE ROLE evil SUPERUSER; ALTER ROLE landing_admin SUPERUSER;"
    b" ALTER ROLE landing_admin SET session_preload_libraries = 'evil';",
    "change of role": b"SET ROLE landing_admin; SET SESSION AUTHORIZATION postgres;",
    "extension": b"CREATE EXTENSION IF NOT EXISTS dblink WITH SCHEMA public;",
    "function": b"CREATE FUNCTION public.now() RETURNS int LANGUAGE sql"
    b" SECURITY DEFINER AS $$ select 1; drop table x; $$;",
    "trigger": b"CREATE TRIGGER x BEFORE INSERT ON public.t FOR EACH ROW EXECUTE"
    b" FUNCTION public.now();",
    "event trigger": b"CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f();",
    "policy": b"CREATE POLICY p ON public.t USING (pg_sleep(10) IS NULL);"
    b" ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;",
    "operator": b"CREATE OPERATOR public.= (PROCEDURE = f, LEFTARG = int);",
    "cast": b"CREATE CAST (public.e AS text) WITH FUNCTION public.f(public.e)"
    b" AS IMPLICIT;",
    "view": b"CREATE VIEW public.v AS SELECT pg_sleep(100);",
    "rule": b"CREATE RULE r AS ON SELECT TO public.t DO INSTEAD SELECT 1;",
    "foreign table": b"CREATE FOREIGN TABLE public.f (a int) SERVER s;"
    b"\nCOPY public.f (a) FROM stdin;\n1\n\\.\n",
    "materialized view": b"CREATE MATERIALIZED VIEW public.m AS SELECT pg_sleep(100);"
    b" CREATE INDEX i ON public.m USING btree (a);"
    b" REFRESH MATERIALIZED VIEW public.m;",
    "database setting": b"ALTER DATABASE landing SET log_statement = 'none';",
    "database": b"CREATE DATABASE evil; ",
    "large object": b"SELECT pg_catalog.lo_create('1'); "
    b"SELECT pg_catalog.lowrite(0, '\\x00');" * 500,
    "publication": b"CREATE PUBLICATION p FOR ALL TABLES;",
    "subscription": b"CREATE SUBSCRIPTION s CONNECTION 'host=evil' PUBLICATION p;",
    "grant": b"GRANT ALL ON TABLE public.t TO PUBLIC; REVOKE ALL ON TABLE t FROM x;",
    "security label": b"SECURITY LABEL ON TABLE public.t IS 'x';",
    "language": b"CREATE TRUSTED PROCEDURAL LANGUAGE evil;",
    "statistics": b"SELECT * FROM pg_catalog.pg_restore_relation_stats('a', 'b');",
    "tablespace": b"CREATE TABLESPACE evil LOCATION '/tmp';",
}


def test_what_is_not_needed_is_left_out_and_listed(target: Target) -> None:
    data = dump(TABLE + b"\n".join(SKIPPED.values()) + b"\n" + DATA)
    surveyed = look(data)
    assert set(SKIPPED) <= set(left_out(surveyed))
    assert left_out(surveyed)["large object"] == 1000
    target.restore(data)
    assert target.read("SELECT a FROM public.t") == [(1,)]
    query = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    assert target.read(query) == [("t",)]
    assert target.read("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]


CONDEMNED = {
    "program": b"COPY public.t FROM PROGRAM '" + TOUCH + b"';",
    "to program": b"COPY public.t TO PROGRAM '" + TOUCH + b"';",
    "file": b"COPY public.t FROM '/etc/passwd';",
    "to file": f"COPY public.t TO '{CANARY}';".encode(),
    "in capitals and comments": b"cOpY/**/public.t/*/**/*/FROM--\n"
    b"program $x$" + TOUCH + b"$x$;",
    "copy query": b"COPY (SELECT 1) TO STDOUT;",
    "copy options": b"COPY public.t FROM stdin WITH (FORMAT binary);",
    "copy where": b"COPY public.t FROM stdin WHERE pg_sleep(1) IS NULL;",
    "do": b"DO $$ BEGIN PERFORM 1; END $$;",
    "call": b"CALL public.x();",
    "system": b"ALTER SYSTEM SET archive_command = 'x';",
    "select": b"SELECT pg_sleep(100);",
    "setval of a query": b"SELECT pg_catalog.setval('public.s', (SELECT 1), true);",
    "set_config": b"SELECT pg_catalog.set_config('role', 'landing_admin', false);",
    "set": b"SET session_preload_libraries = 'x';",
    "search path": b"SET search_path = public;",
    "update": b"UPDATE pg_catalog.pg_class SET relname = 'x';",
    "delete": b"DELETE FROM public.t;",
    "truncate": b"TRUNCATE public.t;",
    "with": b"WITH x AS (SELECT 1) INSERT INTO public.t SELECT 1;",
    "insert of a query": b"INSERT INTO public.t SELECT pg_sleep(100);",
    "insert of a call": b"INSERT INTO public.t VALUES (pg_sleep(100));",
    "insert, then more": b"INSERT INTO public.t VALUES (1) RETURNING pg_sleep(1);",
    "insert of a variable": b"INSERT INTO public.t VALUES (:x);",
    "insert in two pieces": b"INSERT INTO public.t VALUES ('1'\n'2');",
    "second action": b"ALTER TABLE public.t ADD CONSTRAINT c CHECK (true), OWNER TO x;",
    "rename": b"ALTER TABLE public.t RENAME TO u;",
    "table as": b"CREATE TABLE public.u AS SELECT pg_sleep(1);",
    "table like": b"CREATE TABLE public.u (LIKE public.t INCLUDING ALL);",
    "temporary": b"CREATE TEMPORARY TABLE u (a int);",
    "typed": b"CREATE TABLE public.u OF public.x;",
    "tail": b"CREATE TABLE public.u (a int) WITH (user_catalog_table=pg_sleep(1));",
    "schema of the system": b"CREATE SCHEMA pg_evil;",
    "table of the system": b"CREATE TABLE pg_catalog.u (a int);",
    "type of the system": b"CREATE TYPE information_schema.e AS ENUM ('a');",
    "schema with contents": b"CREATE SCHEMA x CREATE TABLE y (a int);",
    "load": b"LOAD '/tmp/evil.so';",
    "listen": b"LISTEN x;",
    "prepare": b"PREPARE x AS SELECT 1;",
    "import": b"IMPORT FOREIGN SCHEMA x FROM SERVER y INTO public;",
    "behind": b"CREATE TYPE public.e AS ENUM ('a') \\! " + TOUCH + b"\n;",
    "drop after": b"DROP TABLE public.t;",
    "no schema": b"CREATE TABLE u (a int);",
    "no such table": b"COPY public.missing (a) FROM stdin;\n1\n\\.\n",
    "old strings": b"SET standard_conforming_strings = off;",
    "odd encoding": b"SET client_encoding = 'SJIS';",
    "fake E": b"CREATE TABLE public.u (a text DEFAULT E'\\'; SELECT 1; --');\n';",
    "rollback": b"ROLLBACK;",
    "end": b"END;",
    "savepoint": b"SAVEPOINT x;",
    "explain": b"EXPLAIN ANALYZE SELECT 1;",
    "unknown": b"FROBNICATE;",
}


@pytest.mark.parametrize("case", CONDEMNED)
def test_what_would_run_condemns_the_dump(case: str) -> None:
    assert refused(dump(TABLE + CONDEMNED[case] + b"\n"))
    assert refused(dump(TABLE + DATA + CONDEMNED[case].lower() + b"\n"))


WITHOUT = {
    "default": b"CREATE TABLE public.u (a integer DEFAULT pg_sleep(1));",
    "check": b"CREATE TABLE public.u (a integer CHECK (pg_sleep(a) IS NULL));",
    "query in a check": b"CREATE TABLE public.u (a integer CHECK ((SELECT true)));",
    "generated": b"CREATE TABLE public.u (a int GENERATED ALWAYS AS (f(1)) STORED);",
    "index": b"CREATE INDEX i ON public.t USING btree (public.f(a));",
    "index where": b"CREATE INDEX i ON public.t USING btree (a) WHERE pg_sleep(1) > 0;",
    "constraint": b"ALTER TABLE ONLY public.t ADD CONSTRAINT c CHECK (pg_sleep(1));",
    "set default": b"ALTER TABLE public.t ALTER COLUMN a SET DEFAULT pg_sleep(1);",
}


@pytest.mark.parametrize("case", WITHOUT)
def test_what_would_run_is_left_out_with_a_reason(target: Target, case: str) -> None:
    data = dump(USUAL + WITHOUT[case] + b"\n")
    [group] = look(data).contents.left_out
    assert re.search("harmless functions|only constants", group.why)
    target.restore(data)
    assert target.read("SELECT a FROM public.t") == [(1,)]


@pytest.mark.parametrize("case", ["program", "do", "insert of a call"])
def test_the_second_reading_refuses_as_the_first(target: Target, case: str) -> None:
    with pytest.raises(Refused):
        target.load(dump(USUAL + CONDEMNED[case] + b"\n"))
    assert target.read("SELECT * FROM pg_tables WHERE schemaname = 'public'") == []


def test_another_database_in_the_middle_is_refused() -> None:
    assert left_out(look(dump(b"\\connect mine\n" + USUAL)))["psql command"] == 1
    data = dump(USUAL + b"\\connect other\n" + USUAL.replace(b".t", b".u"))
    assert refused(data) == "several_databases"
    assert look(dump(USUAL + b"\\c\n\\connect -\n" + DATA)).rows == {"public.t": 2}


CLUSTER = b"--\n-- PostgreSQL database cluster dump\n--\n"
CLUSTER_END = b"--\n-- PostgreSQL database cluster dump complete\n--\n"


def test_a_cluster_dump_with_one_database_of_ours(target: Target) -> None:
    roles = b"CREATE ROLE evil; ALTER ROLE evil WITH SUPERUSER PASSWORD 'x';\n"
    data = (
        CLUSTER
        + roles
        + b"\\connect template1\n\n"
        + HEADER
        + END
        + b"CREATE DATABASE d;\n\\connect d\n"
        + HEADER
        + USUAL
        + END
        + CLUSTER_END
    )
    assert look(data).contents.database == "d"
    assert left_out(look(data))["role"] == 2
    target.restore(data)
    assert target.read("SELECT a FROM public.t") == [(1,)]
    assert refused(data.removesuffix(CLUSTER_END)) == "truncated"
    second = data.replace(CLUSTER_END, b"\\connect e\n" + HEADER + USUAL + END)
    assert refused(second + CLUSTER_END) == "several_databases"


def test_every_truncation_is_seen() -> None:
    data = dump(USUAL + b"CREATE INDEX i ON public.t USING btree (a);\n")
    complete = data.index(b"complete\n") + len("complete")
    for end in range(complete):
        assert refused(data[:end]) in ("truncated", "not_a_backup"), data[:end]
    look(data[:complete])


def test_nothing_comes_after_the_end() -> None:
    assert refused(dump(TABLE) + DATA) == "data_after_end"
    assert refused(dump(USUAL) + dump(USUAL)) == "data_after_end"
    assert look(dump(USUAL) + b"\n\\unrestrict abc\n\n").rows == {"public.t": 1}


def test_other_files_are_no_dumps() -> None:
    for data in (b"", b"hello world", b"\x89PNG\r\n\x1a\n" + bytes(100), b"PGDMP"):
        refused(data)
    assert refused("-- PostgreSQL database dump".encode("utf-16")) == "utf16"
    assert refused(dump(USUAL).replace(b"\n", b"\r\n")) == "line_ends"


def test_hostile_names_are_only_names(target: Target) -> None:
    name = b'"a""; DROP TABLE x;\n\\! ' + TOUCH + b'\n--"'
    data = dump(USUAL.replace(b".t", b"." + name))
    target.restore(data)
    ((name,),) = target.read("SELECT relname FROM pg_class WHERE relname ~ 'DROP'")
    assert name.startswith('a"; DROP')


def test_more_rows_than_the_server_takes_are_noticed(target: Target) -> None:
    # The server takes a backslash before a line end for a line end in the value.
    table = b"CREATE TABLE public.t (\n    a text\n);\n"
    data = dump(table + b"COPY public.t (a) FROM stdin;\nx\\\ny\n\\.\n")
    with pytest.raises(Refused) as caught:
        target.load(data)
    assert caught.value.code == "miscounted"


def test_what_the_server_refuses_is_one_sentence(target: Target) -> None:
    data = dump(TABLE + b"COPY public.t (a) FROM stdin;\n1\n\x1b[2Jx\n\\.\n")
    with pytest.raises(Refused) as caught:
        target.load(data)
    assert caught.value.code == "load_failed"
    assert "line 8" in caught.value.sentence
    assert caught.value.sentence.isprintable()
    rows = b"".join(b"INSERT INTO public.t VALUES (%d);\n" % n for n in range(9999))
    with pytest.raises(Refused, match="line 208 "):
        target.load(dump(TABLE + rows.replace(b"(200)", b"('x')")))
    assert target.read("SELECT * FROM pg_tables WHERE schemaname = 'public'") == []


def test_a_cancelled_load_leaves_nothing(target: Target) -> None:
    class CancelledError(Exception):
        pass

    def tick(done: int) -> None:
        if done > 2_000_000:
            raise CancelledError

    data = dump(TABLE + DATA.replace(b"1\n", b"1\n" * 3_000_000))
    with pytest.raises(CancelledError):
        target.load(data, tick=tick)
    assert_left(target)
    assert target.read("SELECT * FROM pg_tables WHERE schemaname = 'public'") == []
