"""A file is only read: nothing in it runs, and what it can cost is limited."""

import sqlite3
from pathlib import Path

import pytest

from phases.legacy import source
from phases.legacy.source import NotLegacyError, legacy_file
from tests.phases.legacy.files import SCHEMA, customer, legacy


def read(path: Path) -> list[dict]:
    with legacy_file(path) as found:
        return list(found.rows("customer"))


def test_it_is_read(tmp_path):
    assert len(read(legacy(tmp_path / "a.db", customer=[customer()]))) == 1


def test_the_file_stays_as_it_is(tmp_path):
    path = legacy(tmp_path / "a.db", customer=[customer()])
    path.chmod(0o400)
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not an SQLite file"),
        (b"PK\x03\x04" + bytes(500), "is not an SQLite file"),
        (b"SQLite format 3\0", "can not read this file|no table customer"),
        (b"SQLite format 3\0" + bytes(5000), "can not read this file|no table"),
    ],
)
def test_what_is_no_database(tmp_path, content, sentence):
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(NotLegacyError, match=sentence):
        read(path)


def test_an_unrelated_database(tmp_path):
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (id)")
    with pytest.raises(NotLegacyError, match="it has no table customer"):
        read(path)


def test_a_column_that_is_missing(tmp_path):
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA.replace("timestamp TEXT,", ""))
    with pytest.raises(NotLegacyError, match="no column timestamp"):
        read(path)


def test_writing_that_was_not_finished(tmp_path):
    path = legacy(tmp_path / "a.db", customer=[customer()])
    path.with_name("a.db-wal").write_bytes(b"x")
    with pytest.raises(NotLegacyError, match="db-wal lies beside the file"):
        read(path)


def test_a_view_is_no_table(tmp_path):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS id, i AS name FROM n"
    )
    view = f"DROP TABLE customer; CREATE VIEW customer AS {endless};"
    path = legacy(tmp_path / "a.db", view)
    with pytest.raises(NotLegacyError, match="it has no table customer"):
        read(path)


def test_a_generated_column_is_not_worked_out(tmp_path):
    path = legacy(
        tmp_path / "a.db",
        "ALTER TABLE customer ADD COLUMN huge GENERATED ALWAYS AS (hex(name)) VIRTUAL;",
        customer=[customer()],
    )
    assert "huge" not in read(path)[0]


def test_a_cell_that_is_too_large(tmp_path):
    path = legacy(tmp_path / "a.db", customer=[customer(name="x" * 2_000_000)])
    with pytest.raises(NotLegacyError, match="too big"):
        read(path)


def test_more_rows_than_anybody_has(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_ROWS", 3)
    rows = [customer(str(n)) for n in range(4)]
    with pytest.raises(NotLegacyError, match="more than 3 rows"):
        read(legacy(tmp_path / "a.db", customer=rows))


def test_it_may_not_take_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "SECONDS", -1)
    monkeypatch.setattr(source, "STEPS", 1)
    with pytest.raises(NotLegacyError, match="interrupted"):
        read(legacy(tmp_path / "a.db", customer=[customer()]))


def test_nothing_else_may_be_asked_of_it(tmp_path):
    path = legacy(tmp_path / "a.db", customer=[customer()])
    with legacy_file(path) as found:
        for statement in (
            "ATTACH '/tmp/x.db' AS x",
            "SELECT load_extension('x')",
            "SELECT hex(name) FROM customer",
            "PRAGMA writable_schema=ON",
            "DELETE FROM customer",
        ):
            with pytest.raises(sqlite3.Error):
                found._connection.execute(statement)


def test_bytes_that_are_no_utf_8_do_not_stop_it(tmp_path):
    path = legacy(
        tmp_path / "a.db",
        "INSERT INTO customer (id, name) VALUES ('1', CAST(X'ff00fe' AS TEXT));",
    )
    assert len(read(path)) == 1


def test_flipped_bits_end_in_a_sentence_or_in_rows(tmp_path):
    good = legacy(tmp_path / "a.db", customer=[customer()]).read_bytes()
    path = tmp_path / "b.db"
    for at in range(16, len(good), 37):
        bad = bytearray(good)
        bad[at] ^= 0xFF
        path.write_bytes(bad)
        try:
            read(path)
        except NotLegacyError:
            continue
