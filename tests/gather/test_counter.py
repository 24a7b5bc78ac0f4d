"""DuckDB reaches its own folder, and nothing else."""

import duckdb
import pytest

from gather.stock.counter import answers_to
from gather.stock.counting import reading
from gather.stock.sets import join, split, words_for


def order(folder, *steps, **questions):
    return {"folder": str(folder), "memory": "64MB", "threads": 1, "steps": steps,
            "questions": questions}  # fmt: skip


def test_files_of_its_folder(tmp_path):
    file = tmp_path / "it's.tsv"
    file.write_bytes(b'1\ta\\tb"\n2\t\\N\n')
    table = reading(file, {"number": "BIGINT", "name": "VARCHAR"})
    answers = answers_to(order(tmp_path, all=f"SELECT * FROM {table} ORDER BY number"))
    assert answers == {"all": [[1, 'a\\tb"'], [2, None]]}


@pytest.mark.parametrize(
    "step",
    [
        "CREATE TABLE stolen AS SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/written.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET memory_limit = '9GB'",
        "INSTALL httpfs",
        "LOAD httpfs",
    ],
)
def test_nothing_else(tmp_path, step):
    with pytest.raises(duckdb.Error):
        answers_to(order(tmp_path, step))


def test_sums_are_exact_beyond_64_bits(tmp_path):
    step = "CREATE TABLE t AS SELECT 9000000000000000000::BIGINT AS n FROM range(100)"
    answers = answers_to(order(tmp_path, step, sum="SELECT sum(n) FROM t"))
    assert answers["sum"] == [[900 * 10**18]]


@pytest.mark.parametrize("numbers", [(), (0,), (63,), (64,), (0, 63, 64, 127, 128)])
def test_sets_of_locations(numbers):
    words = words_for(129)
    assert words == 3
    assert join(split(numbers, words)) == numbers
