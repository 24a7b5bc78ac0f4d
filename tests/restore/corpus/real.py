"""Dumps as pg_dump makes them of odd databases: 6, 14 to 24, 31 to 34, 51."""

from .base import Build, Case, Cases

ODD_NAME = 'x\n\\! touch /tmp/canary-of-the-corpus\n"";DROP TABLE ds3.bucket;--'
ENDLESS = """
    CREATE FUNCTION ds3.endless(bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN LOOP END LOOP; END $$;
"""
# Harmless: none of these is loaded, but all rows are. By number.
LEFT_OUT = {
    "14 function": ENDLESS,
    "15 trigger": """
        CREATE FUNCTION ds3.slow() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(600); RETURN NULL; END $$;
        CREATE TRIGGER t BEFORE INSERT ON ds3.blob
        FOR EACH ROW EXECUTE FUNCTION ds3.slow();
    """,
    "17 policy": """
        CREATE FUNCTION ds3.spy() RETURNS boolean LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'spy'; END $$;
        CREATE POLICY p ON ds3.bucket USING (ds3.spy());
        ALTER TABLE ds3.bucket ENABLE ROW LEVEL SECURITY;
    """,
    "18 shadowed": """
        CREATE FUNCTION public.count(bigint) RETURNS text LANGUAGE sql AS
        $$ SELECT 'spy' $$;
        CREATE FUNCTION ds3.same(varchar, varchar) RETURNS boolean LANGUAGE sql AS
        $$ SELECT true $$;
        CREATE OPERATOR ds3.= (FUNCTION = ds3.same, LEFTARG = varchar,
                               RIGHTARG = varchar);
    """,
    "19 cast": """
        CREATE FUNCTION ds3.spy(ds3.s3_object_type) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'spy'; END $$;
        CREATE CAST (ds3.s3_object_type AS text)
        WITH FUNCTION ds3.spy(ds3.s3_object_type) AS IMPLICIT;
    """,
    "20 rule": """
        CREATE RULE r AS ON INSERT TO ds3.blob DO INSTEAD NOTHING;
    """,
    "20 view beside": "CREATE VIEW ds3.pg_stat_all_tables AS SELECT 1 AS a;",
    "21 heavy view": """
        CREATE MATERIALIZED VIEW ds3.m AS
        SELECT count(*) FROM generate_series(1, 10) WITH NO DATA;
    """,
    "23 security definer": """
        CREATE FUNCTION public.now() RETURNS text LANGUAGE sql SECURITY DEFINER AS
        $$ SELECT 'spy' $$;
    """,
    "24 large objects": """
        SELECT lo_create(0) FROM generate_series(1, 100);
    """,
    "6 names": f"""
        CREATE TABLE public."{ODD_NAME}" ("{ODD_NAME}" integer);
        INSERT INTO public."{ODD_NAME}" VALUES (1);
    """,
    "34 partitions": """
        CREATE TABLE ds3.part (a integer, b text) PARTITION BY RANGE (a);
        CREATE TABLE ds3.part_low PARTITION OF ds3.part FOR VALUES FROM (0) TO (10);
        CREATE TABLE ds3.part_rest PARTITION OF ds3.part DEFAULT;
        CREATE INDEX ON ds3.part (b);
        INSERT INTO ds3.part SELECT n, n FROM generate_series(1, 100) n;
    """,
    "51 values": r"""
        CREATE TABLE public.odd (id integer, value text, day date, moment timestamp,
                                 number numeric, raw bytea);
        INSERT INTO public.odd VALUES
            (1, '\.', 'infinity', '-infinity', 'NaN', '\x00ff'),
            (2, E'\\.\n\\.\n', '4713-01-01 BC', '294276-12-31', 'Infinity', ''),
            (3, '=cmd()', NULL, NULL, 1e1000, NULL),
            (4, E'\t\r\n\b\v\\N', NULL, NULL, NULL, NULL),
            (5, '\N', NULL, NULL, NULL, NULL),
            (6, U&'\0001\FFFF', NULL, NULL, NULL, NULL);
    """,
}
# These would run while rows are read or indexes are built. Tables are made without.
RUNS = """
    CREATE TABLE ds3.u (a integer, b boolean DEFAULT ds3.endless(1));
    CREATE TABLE ds3.v (a bigint CHECK (ds3.endless(a)));
    CREATE TABLE ds3.w (a bigint, b boolean GENERATED ALWAYS AS (ds3.endless(a))
        STORED);
    CREATE DOMAIN ds3.d AS bigint CHECK (ds3.endless(VALUE));
    CREATE TABLE ds3.x (a ds3.d);
    CREATE INDEX ON ds3.blob (ds3.endless(length)) WHERE length < 0;
"""
REPLACED = """
    DROP TABLE pool.pool;
    CREATE VIEW pool.pool AS SELECT * FROM tape.tape;
"""


def dump(*options: str, more: str = "", create: str = "") -> Build:
    return lambda valid: valid.dump(*options, more=more, create=create)


def both(name: str, more: str, custom: str = "", plain: str = "") -> Cases:
    return {
        f"{name} (custom)": Case(dump("-Fc", more=more), custom),
        f"{name} (plain)": Case(dump("-Fp", more=more), plain),
    }


CASES = both("6 14 to 24 34 51 all of it", "".join(LEFT_OUT.values()) + RUNS)
CASES |= both("20 view", REPLACED, custom="missing_parts", plain="missing_parts")

UMLAUT = "INSERT INTO ds3.bucket VALUES (gen_random_uuid(), 'Überläufer');"
ASCII = "ENCODING 'SQL_ASCII' LOCALE 'C'"
LATIN = "ENCODING 'LATIN1' LOCALE 'C'"
BYTES = r"INSERT INTO ds3.bucket VALUES (gen_random_uuid(), E'\xdcberl\xe4ufer');"
CASES |= {
    "32 lz4 inside": Case(dump("-Fc", "-Zlz4")),
    "32 zstd inside": Case(dump("-Fc", "-Zzstd")),
    "32 lz4 in a folder": Case(dump("-Fd", "-Zlz4")),
    "32 zstd in a folder": Case(dump("-Fd", "-Zzstd")),
    "33 LATIN1 (custom)": Case(dump("-Fc", "-ELATIN1", more=UMLAUT)),
    "33 LATIN1 (plain)": Case(dump("-Fp", "-ELATIN1", more=UMLAUT)),
    "33 LATIN1 database": Case(dump("-Fc", more=UMLAUT, create=LATIN)),
    "33 SQL_ASCII (custom)": Case(dump("-Fc", more=UMLAUT, create=ASCII)),
    "33 SQL_ASCII (plain)": Case(dump("-Fp", more=UMLAUT, create=ASCII)),
    "33 no encoding at all (custom)": Case(
        dump("-Fc", more=BYTES, create=ASCII), "encoding"
    ),
    "33 no encoding at all (plain)": Case(
        dump("-Fp", more=BYTES, create=ASCII), "encoding"
    ),
    "33 no encoding at all, but named": Case(
        dump("-Fc", "-ELATIN1", more=BYTES, create=ASCII)
    ),
    "34 inserts (plain)": Case(dump("-Fp", "--inserts")),
    "34 rows per insert (plain)": Case(
        dump("-Fp", "--column-inserts", "--rows-per-insert=100")
    ),
    "34 inserts (custom)": Case(dump("-Fc", "--inserts"), "inserts"),
    "34 only data": Case(dump("-Fc", "--data-only"), "no_tables"),
    "39 only schema": Case(dump("-Fc", "--schema-only"), "empty"),
    "39 only schema (plain)": Case(dump("-Fp", "--schema-only"), "empty"),
}
