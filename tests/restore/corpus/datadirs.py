"""41 to 49: data directories."""

import tarfile
from collections.abc import Callable
from pathlib import Path

from embedded import binaries
from embedded.sandbox.levels import level
from samples.server import OWNER

from .base import CANARY, TOUCH, Case, Cases, Valid, tar_of
from .clusters import LIVE, Files, file_of, files_of, without_log

PAGE = 8192
Change = Callable[[Files], Files]


def spoiled(
    change: Change, more: str = "", how: str = "stopped"
) -> Callable[[Valid], bytes]:
    return lambda _: tar_of(change(files_of(more, how=how)))


def with_files(**more: bytes) -> Change:
    """Names with one underscore too many for the dots in them."""
    named = {name.replace("__", "."): data for name, data in more.items()}
    return lambda files: {**files, **named}


def unchanged(files: Files) -> Files:
    return files


# 41: a configuration that runs things -------------------------------------------------

HOSTILE = f"""
shared_preload_libraries = '/tmp/evil'
archive_mode = on
archive_command = '{TOUCH}'
restore_command = '{TOUCH}'
recovery_end_command = '{TOUCH}'
archive_cleanup_command = '{TOUCH}'
ssl = on
ssl_passphrase_command = '{TOUCH}'
ssl_passphrase_command_supports_reload = on
listen_addresses = '*'
port = 5999
log_directory = '/tmp'
logging_collector = on
""".encode()
CONFIGURED = {
    "postgresql.conf": HOSTILE,
    "postgresql.auto.conf": HOSTILE,
    "recovery.conf": HOSTILE,
    "pg_hba.conf": b"local all all reject\n",
    "pg_ident.conf": b"include /etc/passwd\n",
    "server.key": b"encrypted",
    "server.crt": b"x",
}
# Files that tell a server what to do, where there is nothing to be done.
SIGNS = {
    "standby.signal": b"",
    "backup_label": b"%s%n" * 100,
    "postmaster.pid": b"1\n/etc\n0\n5432\n/tmp\n\n0 0\n",
}


def configured(files: Files) -> Files:
    return {**files, **CONFIGURED, **SIGNS}


def to_be_recovered(files: Files) -> Files:
    return {**files, **CONFIGURED, "recovery.signal": b""}


# 42: links out of it ------------------------------------------------------------------


def linked(name: str, to: str) -> Callable[[Valid], bytes]:
    def build(valid: Valid) -> bytes:
        link = tarfile.TarInfo(name)
        link.type, link.linkname = tarfile.SYMTYPE, to
        files = {n: data for n, data in files_of().items() if n != name}
        return tar_of(files, link)

    return build


# 43 to 45: what acts by itself --------------------------------------------------------

PRELOAD = f"""
    ALTER DATABASE tapesystem SET session_preload_libraries = '/tmp/evil';
    ALTER DATABASE tapesystem SET search_path = evil;
    ALTER ROLE "{OWNER}" SET local_preload_libraries = 'evil';
    ALTER ROLE ALL SET default_transaction_read_only = on;
    ALTER ROLE ALL SET session_preload_libraries = '/tmp/evil';
"""
SUBSCRIPTION = """
    CREATE SUBSCRIPTION s CONNECTION 'host=/tmp dbname=evil' PUBLICATION p
        WITH (connect = false);
    UPDATE pg_subscription SET subenabled = true;
"""
LOGIN = f"""
    CREATE FUNCTION public.at_login() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat > {CANARY}'; END $$;
    CREATE EVENT TRIGGER t ON login EXECUTE FUNCTION public.at_login();
    ALTER EVENT TRIGGER t ENABLE ALWAYS;
"""
LIBRARY = "base/1/77777"
IN_C = f"""
    CREATE FUNCTION public.evil(text) RETURNS text LANGUAGE internal AS 'textin';
    UPDATE pg_proc SET prolang = 13, prosrc = 'evil', probin = '{LIBRARY}'
    WHERE proname = 'evil';
"""
# What every catalogue query calls when it compares two numbers of objects.
OPERATOR = f"""
    CREATE FUNCTION public.same(oid, oid) RETURNS boolean LANGUAGE plpgsql AS
    $$ BEGIN
        IF pg_catalog.current_setting('spy.asked', true) IS NULL THEN
            PERFORM pg_catalog.set_config('spy.asked', 'once', false);
            COPY (SELECT 1) TO PROGRAM 'cat > {CANARY}';
        END IF;
        RETURN pg_catalog.oideq($1, $2);
    END $$;
    UPDATE pg_operator SET oprcode = 'public.same'::regproc WHERE oid = 607;
"""


def with_library(files: Files) -> Files:
    library = Path(binaries(18)).parent / "lib" / "citext.so"
    return {**files, LIBRARY: library.read_bytes()}


# 47 and 48: damage --------------------------------------------------------------------


def version(text: str) -> Change:
    return lambda files: {**files, "PG_VERSION": f"{text}\n".encode()}


def page(table: str, number: int, content: bytes) -> Callable[[Valid], bytes]:
    def build(valid: Valid) -> bytes:
        files, name = file_of(table)
        data = files[name]
        assert len(data) > (number + 1) * PAGE
        spoilt = data[: number * PAGE] + content + data[(number + 1) * PAGE :]
        return tar_of({**files, name: spoilt})

    return build


def lacking(*names: str) -> Change:
    return lambda files: {n: d for n, d in files.items() if not n.startswith(names)}


# 49: order of letters -----------------------------------------------------------------


def locale(name: str) -> str:
    return (
        f"UPDATE pg_database SET datcollate = '{name}', datctype = '{name}', "
        "datlocprovider = 'c'"
    )


COLUMN = """
    INSERT INTO pg_collation (oid, collname, collnamespace, collowner, collprovider,
        collisdeterministic, collencoding, collcollate, collctype)
    VALUES (9999, 'de_DE.FreeBSD', 11, 10, 'c', true, 6, 'C', 'C');
    ALTER TABLE ds3.bucket ALTER name TYPE varchar COLLATE pg_catalog."de_DE.FreeBSD";
    UPDATE pg_collation SET collcollate = 'xx_YY.UTF-8', collctype = 'xx_YY.UTF-8'
    WHERE oid = 9999;
"""

CASES: Cases = {
    "41 46 48 configuration": Case(spoiled(configured)),
    "41 46 configuration, to be recovered": Case(spoiled(to_be_recovered, how=LIVE)),
    "42 tablespace_map": Case(
        spoiled(with_files(tablespace_map=b"16999 /etc\n")), "tablespaces"
    ),
    "42 link in pg_tblspc": Case(linked("pg_tblspc/16999", "/etc"), "tablespaces"),
    "42 link instead of the log": Case(linked("pg_wal", "/var/wal")),
    "43 44 45 what acts by itself": Case(
        spoiled(with_library, SUBSCRIPTION + IN_C + LOGIN + PRELOAD)
    ),
    "46 no log, shut down": Case(spoiled(without_log)),
    "47 version 99": Case(spoiled(version("99")), "unsupported_version"),
    "47 version with a command": Case(spoiled(version("15; rm")), "unknown_version"),
    "47 another version": Case(spoiled(version("16")), "damaged"),
    "48 page of zeros": Case(page("ds3.s3_object", 1, bytes(PAGE)), "damaged"),
    "48 page of rubbish": Case(page("ds3.s3_object", 1, b"rubbish!" * 1024), "damaged"),
    "48 pg_control of zeros": Case(
        spoiled(lambda files: {**files, "global/pg_control": bytes(PAGE)}), "damaged"
    ),
    "48 catalogue missing": Case(spoiled(lacking("global/1262")), "damaged"),
    "49 unknown locale": Case(spoiled(unchanged, locale("xx_YY.UTF-8"))),
    "49 unknown encoding": Case(
        spoiled(unchanged, locale("xx_YY.ISO8859-15")), "collation"
    ),
    "49 column": Case(spoiled(unchanged, COLUMN), "load_failed"),
}
if level(binaries(18)):  # nothing else keeps such code from the files of its account
    CASES["45 operator"] = Case(spoiled(unchanged, OPERATOR))
