"""A plain dump that is refused says so when one in the custom format would not be."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from files.errors import Refused
from files.wrappers import Limits
from restore.archive import Selection, choose, read_contents
from restore.dumps.identify import identify
from restore.sql.survey import survey
from tests.restore.test_sql.conftest import Source, Target, ignore

USUAL = "CREATE TABLE public.t (a integer, b text); INSERT INTO t VALUES (1, 'x');"
TYPE = "CREATE TYPE comp AS (x int, y text);"
COLLATION = 'CREATE COLLATION c FROM "C";'
# What an archive leaves out, with what needs it.
CARRIED = {
    "composite type": f"{TYPE} CREATE TABLE u (a comp);",
    "array of a type": f"{TYPE} CREATE TABLE u (a comp[]);",
    "domain of a type": f"{TYPE} CREATE DOMAIN d AS comp;",
    "part of a type": f"{TYPE} CREATE TABLE u (a comp CHECK ((a).x > 0));",
    "quoted type": 'CREATE TYPE "C c" AS (x int); CREATE TABLE u (a "C c");',
    "range": "CREATE TYPE r AS RANGE (subtype = float8); CREATE TABLE u (a r);",
    "typed table": f"{TYPE} CREATE TABLE u OF comp;",
    "collation": f"{COLLATION} CREATE TABLE u (a text COLLATE c);",
    "domain with a collation": f"{COLLATION} CREATE DOMAIN d AS text COLLATE c;",
    "index by a collation": f"{COLLATION} CREATE INDEX ON t (b COLLATE c);",
    "citext": "CREATE EXTENSION citext; CREATE TABLE u (a citext);",
    "hstore": "CREATE EXTENSION hstore; CREATE TABLE u (a hstore);",
    "ltree": "CREATE EXTENSION ltree; CREATE TABLE u (a ltree);",
    "trigrams": "CREATE EXTENSION pg_trgm;"
    "CREATE INDEX ON t USING gin (b gin_trgm_ops);",
}
# What would be refused from an archive too.
REFUSED = {
    "partitions": "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS "
    "'select $1'; CREATE TABLE u (a int) PARTITION BY RANGE (f(a));",
    "no class": "CREATE EXTENSION btree_gist;"
    "CREATE TABLE u (a int, EXCLUDE USING gist (a WITH =));",
    "text search": "CREATE TEXT SEARCH CONFIGURATION c (COPY = simple);"
    "CREATE TABLE u (a text, v tsvector GENERATED ALWAYS AS "
    "(to_tsvector('public.c', a)) STORED);",
}
# With a letter that each has, also where its bytes are not those of UTF-8.
ENCODINGS = {
    **dict.fromkeys(("LATIN1", "LATIN2", "LATIN5", "LATIN10"), "é"),
    **dict.fromkeys(("WIN1250", "WIN1258"), "é"),
    **dict.fromkeys(("WIN1251", "KOI8R", "ISO_8859_5", "WIN866"), "я"),
    **dict.fromkeys(("EUC_JP", "EUC_CN", "EUC_JIS_2004"), "中"),
    "EUC_KR": "가",
    "WIN874": "ก",
}


@pytest.fixture
def archive(source: Source, tmp_path: Path) -> Callable[[], Selection]:
    def read(*options: str) -> Selection:
        path, work = tmp_path / "x.dump", tmp_path / "work"
        path.write_bytes(source.dump("-Fc", *options))
        work.mkdir()
        limits = Limits(max_output=2**30)
        return choose(read_contents(identify(path, work=work, limits=limits, tick=int)))

    return read


def restored(data: bytes, target: Target) -> None:
    survey(io.BytesIO(data), tick=ignore)
    target.restore(data)


def refusal(source: Source, target: Target) -> str:
    data = source.dump()
    with pytest.raises(Refused) as caught:
        restored(data, target)
    assert caught.value.sentence.isprintable()
    return caught.value.sentence


@pytest.mark.slow
@pytest.mark.parametrize("case", CARRIED)
def test_it_says_that_the_custom_format_would_do(
    case: str, source: Source, target: Target, archive: Callable[[], Selection]
) -> None:
    source.run(USUAL + CARRIED[case])
    sentence = refusal(source, target)
    assert "pg_dump -Fc" in sentence
    assert "unchanged" not in sentence
    assert "public.t" in {table.full_name for table in archive().tables}


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_it_does_not_where_that_would_not_help(
    case: str, source: Source, target: Target
) -> None:
    source.run(USUAL + REFUSED[case])
    assert "-Fc" not in refusal(source, target)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_plain_dump_may_have_the_encodings_of_an_archive(
    encoding: str, source: Source, target: Target, archive: Callable[..., Selection]
) -> None:
    sign = ENCODINGS[encoding]
    source.run(f'CREATE TABLE public."{sign}" (a text)')
    source.run(f"""INSERT INTO public."{sign}" VALUES ('{sign}\\')""")
    data = source.dump(f"--encoding={encoding}")
    assert survey(io.BytesIO(data), tick=ignore).contents.encoding == encoding
    target.restore(data)
    assert target.read(f'SELECT a FROM public."{sign}"') == [(f"{sign}\\",)]
    assert archive(f"--encoding={encoding}").tables[0].name == sign
