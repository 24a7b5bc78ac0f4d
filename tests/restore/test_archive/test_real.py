"""Dumps of a real server, beside what pg_restore says of them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from files.errors import Refused
from restore.archive import choose, contents, data_sizes, read_contents, use_list
from restore.types import Column, Identified

from .conftest import Dumps

Look = Callable[[Path], Identified]
KINDS = {
    "gzip.dump": ("-Fc", "-Zgzip"),
    "none.dump": ("-Fc", "-Znone"),
    "lz4.dump": ("-Fc", "-Zlz4"),
    "zstd.dump": ("-Fc", "-Zzstd"),
    "root.dump": ("-Fc", "--load-via-partition-root"),
    "dump.tar": ("-Ft",),
}
OBJECTS, PARTS = 2000, 2

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", KINDS)
def test_the_contents_are_what_pg_restore_lists(
    name: str, dumps: Dumps, look: Look
) -> None:
    path = dumps.make(name, *KINDS[name])
    toc = read_contents(look(path))
    ours = [f"{e.dump_id}; {e.table_oid} {e.oid} {e.desc}" for e in toc.entries]
    theirs = dumps.listed(path)
    others = ("DATABASE", "ENCODING", "STDSTRINGS", "SEARCHPATH")
    ours = [line for line in ours if not line.endswith(others)]
    assert len(ours) == len(theirs)
    for line, whole in zip(ours, theirs, strict=True):
        assert whole.startswith(line)


@pytest.mark.parametrize("name", KINDS)
def test_the_choice_restores_every_row(name: str, dumps: Dumps, look: Look) -> None:
    identified = look(dumps.make(name, *KINDS[name]))
    toc = read_contents(identified)
    selection = choose(toc)
    chosen = use_list(toc, selection.ids)
    rows = dumps.restore(identified.path, chosen, selection)
    assert rows == [OBJECTS, PARTS]


def test_a_pipe_leaves_no_offsets(dumps: Dumps, look: Look, tmp_path: Path) -> None:
    path = tmp_path / "piped.dump"
    command = f"'{dumps.running.programs}/pg_dump' -Fc -h '{dumps.running.socket}' "
    command += f"-U Administrator awkward | cat > '{path}'"
    subprocess.run(["sh", "-c", command], check=True)
    identified = look(path)
    toc = read_contents(identified)
    selection = choose(toc)
    assert data_sizes(toc) == {}
    assert contents(toc, selection).notes
    rows = dumps.restore(path, use_list(toc, selection.ids), selection)
    assert rows == [OBJECTS, PARTS]


def test_columns_have_their_types(dumps: Dumps, look: Look) -> None:
    selection = choose(read_contents(look(dumps.make("gzip.dump", "-Fc", "-Zgzip"))))
    (table,) = (table for table in selection.tables if table.name == "s3_object")
    assert Column("type", "ds3.s3_object_type") in table.columns
    assert Column("n", "numeric(10,2)[]") in table.columns
    assert Column("ts", "timestamp(3) with time zone") in table.columns
    assert Column("b", '"char"') in table.columns
    (odd,) = (table for table in selection.tables if table.schema == "odd name")
    assert odd.name == 'we\nird "t'
    assert [column.name for column in odd.columns] == ["a", "sel ect", "x,y("]


def test_code_is_left_out_with_what_needs_it(dumps: Dumps, look: Look) -> None:
    selection = choose(read_contents(look(dumps.make("gzip.dump", "-Fc", "-Zgzip"))))
    skipped = {
        (group.what, name) for group in selection.left_out for name in group.names
    }
    for what, name in (
        ("function", "ds3.f(integer)"),
        ("trigger", "ds3.bucket t"),
        ("view", "ds3.v"),
        ("materialized view", "ds3.mv"),
        ("index", "ds3.mvi"),
        ("index", "ds3.fx"),
        ("default", "ds3.usesf.a"),
        ("constraint", "ds3.usesf.usesf_b_check"),
        ("type", "ds3.comp"),
        ("table", "ds3.withcomp"),
        ("policy", "ds3.bucket p"),
        ("rule", "ds3.bucket r"),
        ("row security", "ds3.bucket"),
        ("event trigger", "et"),
        ("operator", "ds3.==="),
        ("publication", "pub"),
        ("constraint", "ds3.ex ex_r_excl"),
    ):
        assert (what, name) in skipped
    assert all(group.why for group in selection.left_out)
    assert not [group for group in selection.left_out if "not known" in group.why]


def test_nothing_else_is_left_out(dumps: Dumps, look: Look) -> None:
    selection = choose(read_contents(look(dumps.make("gzip.dump", "-Fc", "-Zgzip"))))
    kinds = ("default", "constraint", "check constraint", "fk constraint", "domain")
    skipped = [group for group in selection.left_out if group.what in kinds]
    names = sorted(name for group in skipped for name in group.names)
    assert names == ["ds3.ex ex_r_excl", "ds3.usesf.a", "ds3.usesf.usesf_b_check"]


def test_sizes_of_tables_are_known(dumps: Dumps, look: Look) -> None:
    for name in ("none.dump", "dump.tar"):
        toc = read_contents(look(dumps.make(name, *KINDS[name])))
        (big,) = (d for d in choose(toc).data if d.table == ("ds3", "s3_object"))
        assert 100_000 < data_sizes(toc)[big.dump_id] < 400_000


def test_versions_and_date_are_told(dumps: Dumps, look: Look) -> None:
    toc = read_contents(look(dumps.make("gzip.dump", "-Fc", "-Zgzip")))
    summary = contents(toc, choose(toc))
    assert summary.server_version.startswith("18.")
    assert summary.dump_version == summary.server_version
    assert (summary.database, summary.encoding) == ("awkward", "UTF8")
    assert summary.created is not None


@pytest.mark.parametrize("option", ["--inserts", "--column-inserts"])
def test_rows_as_inserts_are_refused(option: str, dumps: Dumps, look: Look) -> None:
    toc = read_contents(look(dumps.make(f"x{option}.dump", "-Fc", option)))
    with pytest.raises(Refused, match="without --inserts") as refused:
        choose(toc)
    assert refused.value.code == "inserts"


def test_a_schema_alone_has_no_data(dumps: Dumps, look: Look) -> None:
    selection = choose(read_contents(look(dumps.make("s.dump", "-Fc", "-s"))))
    assert selection.tables
    assert not selection.data


def test_another_encoding_is_read(dumps: Dumps, look: Look) -> None:
    path = dumps.make("latin1.dump", "-Fc", "--encoding=LATIN1")
    toc = read_contents(look(path))
    assert contents(toc, choose(toc)).encoding == "LATIN1"
