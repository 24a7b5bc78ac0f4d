"""A file is only read: nothing in it runs, and what it can cost is limited."""

import sqlite3
from pathlib import Path

import pytest

from files import sqlite
from files.errors import Refused
from files.sqlite import open_sqlite


def database(path: Path, *names: str, script: str = "") -> Path:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (id TEXT, name TEXT)")
        connection.executemany("INSERT INTO songs VALUES ('1', ?)", zip(names))
        connection.executescript(script)
    connection.close()
    return path


def read(path: Path) -> list[dict]:
    with open_sqlite(path) as file:
        return list(file.rows("songs"))


def test_rows_are_read_with_their_columns(tmp_path):
    assert read(database(tmp_path / "a.db", "Aria")) == [{"id": "1", "name": "Aria"}]


def test_a_table_that_is_missing_has_no_rows(tmp_path):
    with open_sqlite(database(tmp_path / "a.db")) as file:
        assert list(file.rows("albums")) == []
        assert file.row_count("albums") == 0


def test_the_file_stays_as_it_is(tmp_path):
    path = database(tmp_path / "a.db", "Aria")
    path.chmod(0o400)
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_sqlite"),
        (b"PK\x03\x04" + bytes(500), "not_sqlite"),
        (b"SQLite format 3\0" + bytes(5000), "damaged"),
    ],
)
def test_a_file_that_is_no_database_is_refused(tmp_path, content, code):
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read(path)
    assert refused.value.code == code


def test_a_file_that_is_missing_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(Refused, match="can't be read: No such file"):
        read(tmp_path / "none.db")


def test_unfinished_writing_is_refused(tmp_path):
    path = database(tmp_path / "a.db", "Aria")
    path.with_name("a.db-wal").write_bytes(b"x")
    with pytest.raises(Refused, match="db-wal exists beside the file"):
        read(path)


def test_a_view_is_no_table(tmp_path):
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT i AS id, i AS name FROM n"
    )
    view = f"DROP TABLE songs; CREATE VIEW songs AS {endless};"
    with open_sqlite(database(tmp_path / "a.db", script=view)) as file:
        assert file.tables == {}


def test_a_generated_column_is_not_worked_out(tmp_path):
    column = "ALTER TABLE songs ADD COLUMN huge GENERATED ALWAYS AS (hex(name)) VIRTUAL"
    assert "huge" not in read(database(tmp_path / "a.db", "Aria", script=column))[0]


def test_a_cell_that_is_too_large_is_refused(tmp_path):
    path = database(tmp_path / "a.db", "x" * 2_000_000)
    with pytest.raises(Refused, match="more than 1,000,000 bytes"):
        read(path)


def test_more_rows_than_the_limit_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "MOST_ROWS", 3)
    with pytest.raises(Refused, match="more than 3 rows"):
        read(database(tmp_path / "a.db", *"abcd"))


def test_reading_may_not_take_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "SECONDS", -1)
    monkeypatch.setattr(sqlite, "STEPS", 1)
    with pytest.raises(Refused, match="took more than"):
        read(database(tmp_path / "a.db", "Aria"))


def test_nothing_but_reading_is_allowed(tmp_path):
    with open_sqlite(database(tmp_path / "a.db", "Aria")) as file:
        for statement in (
            "ATTACH '/tmp/x.db' AS x",
            "SELECT load_extension('x')",
            "SELECT hex(name) FROM songs",
            "PRAGMA writable_schema=ON",
            "DELETE FROM songs",
        ):
            with pytest.raises(sqlite3.Error):
                file._connection.execute(statement)


def test_bytes_that_are_no_utf_8_do_not_stop_it(tmp_path):
    script = "INSERT INTO songs (id, name) VALUES ('1', CAST(X'ff00fe' AS TEXT));"
    assert len(read(database(tmp_path / "a.db", script=script))) == 1


def test_flipped_bits_end_in_a_sentence_or_in_rows(tmp_path):
    good = database(tmp_path / "a.db", "Aria").read_bytes()
    path = tmp_path / "b.db"
    for at in range(16, len(good), 37):
        bad = bytearray(good)
        bad[at] ^= 0xFF
        path.write_bytes(bad)
        try:
            read(path)
        except Refused:
            continue
