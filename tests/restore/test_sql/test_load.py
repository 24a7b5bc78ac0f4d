"""Dumps by the real pg_dump, loaded into a real staging database."""

from pathlib import Path

import psycopg
import pytest

from tests.restore.test_sql.conftest import Source, Target, look

pytestmark = pytest.mark.slow

CATALOGUE = Path(__file__).with_name("catalogue.sql").read_text()
TABLES = [
    "bucket",
    'awkward "name";\n--x',
    "parted",
    "parted_1",
    "parted_rest",
    "old_parent",
    "old_child",
    "numbered",
    "nothing",
]


DEFINED = """
    SELECT conname::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexname::text, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'heavy'
    UNION ALL SELECT attname::text, format_type(atttypid, atttypmod) || attnotnull
        || attidentity::text || attgenerated::text
        || coalesce(pg_get_expr(adbin, adrelid), '')
        FROM pg_attribute LEFT JOIN pg_attrdef ON (attrelid, attnum) = (adrelid, adnum)
        WHERE attnum > 0 AND attrelid IN (SELECT oid FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))
    ORDER BY 1, 2
"""


def content(read: object) -> dict[str, list]:
    contents = {}
    for table in TABLES:
        name = table.replace('"', '""')
        query = f'SELECT t::text FROM public."{name}" AS t ORDER BY 1'
        contents[table] = read(query)  # type: ignore[operator]
    contents["defined"] = read(DEFINED)  # type: ignore[operator]
    contents["last"] = read("SELECT last_value FROM public.loose")  # type: ignore[operator]
    return contents


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--inserts"],
        ["--column-inserts", "--on-conflict-do-nothing"],
        ["--rows-per-insert=3"],
        ["--create"],
        ["--clean", "--if-exists"],
        ["--create", "--clean"],
        ["--quote-all-identifiers"],
        ["--load-via-partition-root"],
        ["--disable-triggers"],
        ["--verbose"],
        ["--serializable-deferrable", "--no-owner"],
        ["--statistics"],
        ["--encoding=SQL_ASCII"],
    ],
    ids=" ".join,
)
def test_each_kind_of_plain_dump(
    source: Source, target: Target, options: list[str]
) -> None:
    source.run(CATALOGUE)
    data = source.dump(*options)
    surveyed = look(data)
    loaded = target.restore(data)

    def read(query: str) -> list:
        path = "-c search_path=pg_catalog"
        with psycopg.connect(source.conninfo, options=path) as session:
            return session.execute(query).fetchall()

    assert content(target.read) == content(read)
    assert loaded.rows == surveyed.rows
    assert surveyed.contents.server_version.startswith("18.")
    assert surveyed.contents.encoding in ("UTF8", "SQL_ASCII")
    assert surveyed.schemas == ("public",)
    assert set(surveyed.contents.enums) == {"public.state"}
    assert {table.name for table in surveyed.contents.tables} == set(TABLES)
    skipped = {skipped.what: skipped for skipped in surveyed.contents.left_out}
    assert skipped["function"].count == 2
    assert skipped["large object"].names == ()
    assert {"trigger", "view", "materialized view", "policy", "rule"} <= set(skipped)
    assert surveyed.later == len(loaded.later)
    bucket = next(t for t in surveyed.contents.tables if t.name == "bucket")
    assert [(c.name, c.type.replace('"', "")) for c in bucket.columns] == [
        ("id", "uuid"),
        ("name", "character varying(200)"),
        ("state", "public.state"),
    ]
