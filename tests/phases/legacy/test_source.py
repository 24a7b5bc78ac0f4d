"""A file of the earlier tool is known by its tables and their columns."""

import sqlite3

import pytest

from files.errors import Refused
from phases.legacy.source import NotLegacyError, legacy_file
from tests.phases.legacy.files import SCHEMA, customer, legacy


def refusal(path) -> str:
    with pytest.raises(NotLegacyError) as refused, legacy_file(path):
        pass
    return refused.value.sentence


def test_its_tables_are_read(tmp_path):
    path = legacy(tmp_path / "a.db", customer=[customer()])
    with legacy_file(path) as file:
        assert len(list(file.rows("customer"))) == 1


def test_an_unrelated_database_is_refused(tmp_path):
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE songs (id)")
    assert "table customer is missing" in refusal(path)


def test_an_empty_database_is_refused(tmp_path):
    path = tmp_path / "a.db"
    path.write_bytes(b"SQLite format 3\0")
    with pytest.raises(Refused), legacy_file(path):
        pass


def test_a_missing_column_is_named(tmp_path):
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(SCHEMA.replace("timestamp TEXT,", ""))
    assert "column timestamp of table migration_data is missing" in refusal(path)


def test_a_view_does_not_stand_in_for_a_table(tmp_path):
    view = "DROP TABLE customer; CREATE VIEW customer AS SELECT 1 AS id, 2 AS name;"
    assert "table customer is missing" in refusal(legacy(tmp_path / "a.db", view))


def test_a_damaged_file_ends_in_a_sentence(tmp_path):
    good = legacy(tmp_path / "a.db", customer=[customer()]).read_bytes()
    path = tmp_path / "b.db"
    for at in range(16, len(good), 37):
        bad = bytearray(good)
        bad[at] ^= 0xFF
        path.write_bytes(bad)
        try:
            with legacy_file(path) as file:
                list(file.rows("customer"))
        except Refused:
            continue
