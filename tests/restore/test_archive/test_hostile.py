"""Entries that are not what they say, each refused before anything is run."""

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import pytest

from files.errors import Refused
from restore.archive import Selection, Toc, choose, reading, toc, use_list

from .forge import SETTINGS, Archive, Entry, build, copy, integer, small, table

Pick = Callable[[bytes], Selection]
Read = Callable[[bytes], Toc]
CREATE = "CREATE TABLE ds3.t (\n    id integer\n);\n"


def archive(*entries: Entry, **changes: object) -> bytes:
    return build(Archive([*table(), *entries], **changes))  # type: ignore[arg-type]


def test_a_forged_archive_is_like_a_real_one(pick: Pick, read: Read) -> None:
    selection = pick(small())
    assert [one.full_name for one in selection.tables] == ["ds3.bucket"]
    assert selection.schemas == ("ds3",)
    assert selection.data[0].columns == ("id",)
    assert use_list(read(small()), selection.first).startswith("5; 1259 1 TABLE ds3")


CONDEMNED = {
    "three statements": Entry("TABLE", "t", CREATE + "DROP TABLE x; SELECT 1;"),
    "a second table": Entry("TABLE", "t", CREATE + CREATE.replace(".t", ".u")),
    "another table": Entry("TABLE", "t", CREATE.replace(".t", ".u")),
    "another schema": Entry("TABLE", "t", CREATE.replace("ds3", "x")),
    "a select": Entry("TABLE", "t", "CREATE TABLE ds3.t AS SELECT 1;"),
    "like": Entry("TABLE", "t", "CREATE TABLE ds3.t (LIKE pg_catalog.pg_class);"),
    "no statement": Entry("TABLE", "t", "-- nothing\n"),
    "a function": Entry("TABLE", "t", "CREATE FUNCTION ds3.t() RETURNS int AS '';"),
    "about another table": Entry(
        "TABLE", "t", CREATE + "ALTER TABLE ds3.bucket REPLICA IDENTITY FULL;"
    ),
    "a table with data": Entry("TABLE", "t", CREATE, data=b"1\n\\.\n"),
    "a type and more": Entry(
        "TYPE", "e", "CREATE TYPE ds3.e AS ENUM ('a'); DROP TABLE x;"
    ),
    "labels that are calls": Entry("TYPE", "e", "CREATE TYPE ds3.e AS ENUM (f());"),
    "a default and more": Entry(
        "DEFAULT",
        "bucket id",
        "ALTER TABLE ONLY ds3.bucket ALTER COLUMN id SET DEFAULT 1, DROP COLUMN id;",
    ),
    "a constraint and more": Entry(
        "CONSTRAINT",
        "bucket k",
        "ALTER TABLE ds3.bucket ADD CONSTRAINT k UNIQUE (id), ALTER id TYPE text;",
    ),
    "a check as a key": Entry(
        "FK CONSTRAINT",
        "bucket k",
        "ALTER TABLE ds3.bucket ADD CONSTRAINT k CHECK (1);",
    ),
    "an index and more": Entry(
        "INDEX", "i", "CREATE INDEX i ON ds3.bucket USING btree (id); DROP INDEX i;"
    ),
    "an owner": Entry("SEQUENCE", "s", "ALTER SEQUENCE ds3.s OWNER TO postgres;"),
    "setval of another": Entry(
        "SEQUENCE SET", "s", "SELECT pg_catalog.setval('ds3.bucket', 1, true);"
    ),
    "setval of a call": Entry(
        "SEQUENCE SET", "s", "SELECT pg_catalog.setval('ds3.s', f(), true);"
    ),
    "another function": Entry(
        "SEQUENCE SET", "s", "SELECT pg_catalog.pg_sleep('1', 1, true);"
    ),
    "two sequence sets": Entry(
        "SEQUENCE SET", "s", "SELECT pg_catalog.setval('ds3.s', 1, true), f();"
    ),
    "a table among PostgreSQL's": Entry(
        "TABLE", "t", "CREATE TABLE pg_catalog.t (id int);", schema="pg_catalog"
    ),
    "PostgreSQL's schema": Entry("SCHEMA", "pg_x", "CREATE SCHEMA pg_x;", ""),
    "no schema": Entry("TABLE", "t", "CREATE TABLE t (id int);", schema=""),
    "a program": Entry(
        "TABLE DATA", "t", copy="COPY ds3.t FROM PROGRAM 'touch /tmp/x';\n", data=b""
    ),
    "to a program": Entry(
        "TABLE DATA", "t", copy="COPY ds3.t TO PROGRAM 'touch /tmp/x';\n", data=b""
    ),
    "to a server's file": Entry(
        "TABLE DATA", "t", copy="COPY ds3.t TO '/tmp/x';\n", data=b""
    ),
    "a role": Entry("TABLE", "t", "SET ROLE landing_admin;"),
    "a server's file": Entry(
        "TABLE DATA", "t", copy="COPY ds3.t FROM '/etc/passwd';\n", data=b""
    ),
    "copy out": Entry("TABLE DATA", "t", copy="COPY ds3.t TO stdout;\n", data=b""),
    "copy and more": Entry(
        "TABLE DATA", "t", copy="DROP TABLE x; COPY ds3.t FROM stdin;\n", data=b""
    ),
    "copy into another": Entry("TABLE DATA", "t", copy=copy("bucket"), data=b""),
    "data without data": Entry("TABLE DATA", "t", copy=copy("t")),
    "data with a definition": Entry(
        "TABLE DATA", "t", "DROP TABLE x;", copy=copy("t"), data=b""
    ),
    "data that are commands": Entry("TABLE DATA", "t", data=b"DROP TABLE x;"),
    "the wrong section": Entry("TABLE", "t", CREATE, section=4),
}


@pytest.mark.parametrize("name", CONDEMNED)
def test_condemned(name: str, pick: Pick) -> None:
    with pytest.raises(Refused) as refused:
        pick(archive(replace(CONDEMNED[name])))
    assert refused.value.sentence[-1] == "."
    assert refused.value.code not in ("not_a_backup", "truncated")


LEFT = {
    "a default": Entry(
        "DEFAULT",
        "bucket id",
        "ALTER TABLE ds3.bucket ALTER COLUMN id SET DEFAULT ds3.f();",
    ),
    "an index": Entry(
        "INDEX", "i", "CREATE INDEX i ON ds3.bucket USING btree (pg_sleep(id));"
    ),
    "a check": Entry(
        "CHECK CONSTRAINT",
        "bucket c",
        "ALTER TABLE ds3.bucket ADD CONSTRAINT c CHECK (ds3.endless(id));",
    ),
    "an operator": Entry(
        "CHECK CONSTRAINT",
        "bucket c",
        "ALTER TABLE ds3.bucket ADD CONSTRAINT c CHECK (id OPERATOR(ds3.=) 1);",
    ),
    "a key to nowhere": Entry(
        "FK CONSTRAINT",
        "bucket c",
        "ALTER TABLE ds3.bucket ADD CONSTRAINT c "
        "FOREIGN KEY (id) REFERENCES ds3.x(id);",
    ),
    "a column of an unknown type": Entry(
        "TABLE", "t", "CREATE TABLE ds3.t (a public.citext);"
    ),
    "a collation": Entry("TABLE", "t", "CREATE TABLE ds3.t (a text COLLATE ds3.c);"),
    "something new": Entry("WORMHOLE", "w", "CREATE WORMHOLE w;"),
    "a view": Entry("VIEW", "s3_object", "CREATE VIEW ds3.s3_object AS SELECT 1;"),
    "a foreign table": Entry("FOREIGN TABLE", "blob", "CREATE FOREIGN TABLE …"),
    "a large object": Entry("BLOB", "1", "SELECT pg_catalog.lo_create('1');", ""),
}


@pytest.mark.parametrize("name", LEFT)
def test_left_out(name: str, pick: Pick) -> None:
    entry = replace(LEFT[name])
    selection = pick(archive(entry))
    assert entry.number not in selection.ids
    (skipped,) = selection.left_out
    assert skipped.count == 1
    assert [one.full_name for one in selection.tables] == ["ds3.bucket"]


WITHOUT = {
    "waiting": Entry("TABLE", "t", "CREATE TABLE ds3.t (a int DEFAULT pg_sleep(9));"),
    "reading files": Entry(
        "TABLE",
        "t",
        "CREATE TABLE ds3.t (a text GENERATED ALWAYS AS (pg_read_file('/x')) STORED);",
    ),
    "a domain that waits": Entry(
        "DOMAIN", "d", "CREATE DOMAIN ds3.d AS int CHECK (pg_sleep(9) IS NULL);"
    ),
    "a generated column": Entry(
        "TABLE", "t", "CREATE TABLE ds3.t (a int GENERATED ALWAYS AS (ds3.f()) STORED);"
    ),
}


@pytest.mark.parametrize("name", WITHOUT)
def test_made_without_what_would_run(name: str, pick: Pick) -> None:
    entry = replace(WITHOUT[name])
    selection = pick(archive(entry))
    (made,) = [text for text in selection.made if f". {entry.tag}" in text]
    assert not re.search(r"pg_sleep|pg_read_file|f \(|GENERATED", made)
    (skipped,) = selection.left_out
    assert skipped.names == (f"ds3.{entry.tag}.a",) or entry.desc == "DOMAIN"


def test_tables_are_made_as_the_dump_says_where_nothing_would_run(pick: Pick) -> None:
    assert pick(archive(Entry("TABLE", "t", CREATE))).made == ()


@pytest.mark.parametrize("number", range(3))
def test_settings_are_run_whatever_is_chosen(number: int, read: Read) -> None:
    settings = [replace(entry) for entry in SETTINGS]
    settings[number].definition += "CREATE TABLE x ();"
    with pytest.raises(Refused) as refused:
        read(build(Archive(table(), settings=settings)))
    assert refused.value.code == "damaged"


@pytest.mark.parametrize("encoding", ["SJIS", "KLINGON"])
def test_an_encoding_that_hides_quotes(encoding: str, read: Read) -> None:
    setting = Entry("ENCODING", "ENCODING", f"SET client_encoding = '{encoding}';", "")
    with pytest.raises(Refused) as refused:
        read(build(Archive(table(), settings=[setting])))
    assert refused.value.code == "encoding"


def test_names_with_newlines_and_quotes(pick: Pick) -> None:
    name = 'a\n"; DROP TABLE x; --'
    quoted = '"' + name.replace('"', '""') + '"'
    entry = Entry("TABLE", name, f"CREATE TABLE ds3.{quoted} (id integer);\n")
    rows = Entry("TABLE DATA", name, copy=copy(quoted), data=b"")
    archive_bytes = archive(entry, rows)
    assert pick(archive_bytes).tables[-1].name == name


def test_a_list_has_one_line_an_entry(pick: Pick, read: Read) -> None:
    name = "a\n99; 1 1 TABLE x"
    packed = archive(Entry("TABLE", name, f'CREATE TABLE ds3."{name}" (id integer);'))
    selection = pick(packed)
    assert use_list(read(packed), selection.ids).count("\n") == len(selection.ids)


class TestNumbers:
    def test_twice(self, read: Read) -> None:
        with pytest.raises(Refused, match="have the number 5"):
            read(archive(Entry("TABLE", "t", CREATE, number=5)))

    @pytest.mark.parametrize("number", [-1, 2_000_000_000])
    def test_impossible(self, number: int, read: Read) -> None:
        """pg_restore would ask for 16 GB of memory for the second."""
        with pytest.raises(Refused, match="invalid entry in its table of contents"):
            read(archive(Entry("TABLE", "t", CREATE, number=number)))

    def test_in_a_circle(self, pick: Pick) -> None:
        a = Entry("TABLE", "t", CREATE, number=50, needs=[51])
        b = Entry("TABLE", "u", CREATE.replace(".t", ".u"), number=51, needs=[50])
        with pytest.raises(Refused, match="in a circle"):
            pick(archive(a, b))

    def test_of_itself(self, pick: Pick) -> None:
        with pytest.raises(Refused, match="in a circle"):
            pick(archive(Entry("TABLE", "t", CREATE, number=50, needs=[50])))

    def test_a_circle_by_inheritance(self, pick: Pick) -> None:
        text = "CREATE TABLE ds3.{} (id int) INHERITS (ds3.{});"
        a, b = text.format("t", "u"), text.format("u", "t")
        first = Entry("TABLE", "t", a, number=50, needs=[51])
        with pytest.raises(Refused, match="in a circle"):
            pick(archive(first, Entry("TABLE", "u", b, number=51, needs=[50])))

    def test_the_same_table_twice(self, pick: Pick) -> None:
        with pytest.raises(Refused, match="twice"):
            pick(archive(Entry("TABLE", "t", CREATE), Entry("TABLE", "t", CREATE)))


class TestLengths:
    def test_two_hundred_thousand_entries(self, read: Read) -> None:
        with pytest.raises(Refused) as refused:
            read(build(Archive(table(), count=200_001)))
        assert refused.value.code == "too_large"

    @pytest.mark.parametrize("count", [-1, -(2**31), 2**32 - 1])
    def test_an_impossible_number_of_entries(self, count: int, read: Read) -> None:
        with pytest.raises(Refused):
            read(build(Archive(table(), count=count)))

    @pytest.mark.parametrize("size", [2**31 - 1, 2**32 - 1, -2, -(2**31)])
    def test_a_text_of_impossible_length(self, size: int, read: Read) -> None:
        text = integer(len(CREATE)) + CREATE.encode()
        packed = archive(Entry("TABLE", "t", CREATE))
        assert text in packed
        with pytest.raises(Refused) as refused:
            read(packed.replace(text, integer(size) + text[5:]))
        assert refused.value.code in ("too_large", "damaged")

    def test_texts_that_add_up(
        self, read: Read, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "MOST_TEXT", 100_000)
        big = "x" * 51_000
        with pytest.raises(Refused) as refused:
            read(archive(Entry("COMMENT", "a", big), Entry("COMMENT", "b", big)))
        assert refused.value.code == "too_large"

    def test_more_tables_than_anybody_has(
        self, pick: Pick, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(import_module(choose.__module__), "MOST_CHOSEN", 2_000)
        tables = [Entry("TABLE", "t", CREATE)] * 2_000
        many = [replace(entry) for entry in tables]
        with pytest.raises(Refused, match="2,003 tables") as refused:
            pick(archive(*many))
        assert refused.value.code == "too_large"

    def test_a_definition_of_megabytes(self, pick: Pick) -> None:
        labels = ", ".join(["'x'"] * 2_000_000)
        with pytest.raises(Refused) as refused:
            pick(archive(Entry("TYPE", "e", f"CREATE TYPE ds3.e AS ENUM ({labels});")))
        assert refused.value.code == "too_large"

    def test_needs_that_add_up(
        self, read: Read, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(toc, "MOST_NEEDS", 2_000)
        greedy = Entry("COMMENT", "a", needs=[1] * 2_001)
        with pytest.raises(Refused) as refused:
            read(archive(greedy))
        assert refused.value.code == "too_large"

    def test_a_text_that_is_cut_by_a_nul(self, read: Read) -> None:
        """pg_restore would read another text than we do."""
        with pytest.raises(Refused, match="NUL"):
            read(archive(Entry("TABLE", "t", CREATE + "\0 or not")))


@pytest.mark.parametrize(
    ("version", "code"),
    [((1, 17), "future_version"), ((2, 0), "future_version"), ((1, 11), "old_version")],
)
def test_versions_that_are_not_read(
    version: tuple[int, int], code: str, read: Read
) -> None:
    with pytest.raises(Refused, match=f"{version[0]}.{version[1]}") as refused:
        read(small(version=version))
    assert refused.value.code == code


@pytest.mark.parametrize(("place", "value"), [(8, 32), (9, 7), (10, 42)])
def test_a_head_that_nothing_writes(place: int, value: int, read: Read) -> None:
    """Sizes of numbers and of offsets, and the format."""
    packed = small()
    with pytest.raises(Refused) as refused:
        read(packed[:place] + bytes([value]) + packed[place + 1 :])
    assert refused.value.code == "damaged"


@pytest.mark.parametrize("minor", range(12, 17))
def test_versions_that_are_read(minor: int, pick: Pick) -> None:
    assert pick(small(version=(1, minor))).tables


def test_many_large_objects(pick: Pick) -> None:
    blobs = [Entry("BLOB", str(number), "SELECT 1;", "") for number in range(2_000)]
    selection = pick(build(Archive([*table(), *blobs])))
    (skipped,) = selection.left_out
    assert (skipped.what, skipped.count, len(skipped.names)) == (
        "large object",
        2_000,
        20,
    )


def test_a_long_chain_of_what_is_left_out(pick: Pick) -> None:
    chain = [
        Entry("TABLE", f"t{n}", f"CREATE TABLE ds3.t{n} () INHERITS (ds3.t{n - 1});")
        for n in range(1, 2000)
    ]
    assert len(pick(archive(*chain)).tables) == 1
