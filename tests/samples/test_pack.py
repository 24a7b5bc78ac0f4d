"""Real backups: by their bytes, and restored again."""

import gzip
import io
import re
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard
from psycopg import sql

from samples.catalogue import Catalogue
from samples.making import make
from samples.outname import understand
from samples.pack import pack_all
from samples.server import PREFIX, Server, server

FORMATS = ["dump", "sql", "tar", "dir.tar"]
WRAPPERS = [".gz", ".zst", ".zip", ".tar.zst", ".tar.gz"]
WRAPPED = [f"dump{wrapper}" for wrapper in WRAPPERS] + ["sql.zip", "dir.tar.tar.gz"]
DATADIRS = ["datadir.tar", "datadir.tar.zst", "live.datadir.tar", "basebackup.tar"]
NAMES = FORMATS + WRAPPED + DATADIRS
MAGIC = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd", "zip": b"PK\x03\x04"}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.decompress,
    "zst": lambda data: zstandard.ZstdDecompressor().stream_reader(data).read(),
    "zip": lambda data: only_in_zip(data),
    "tar": lambda data: only_in_tar(data),
}

pytestmark = pytest.mark.slow


def only_in_zip(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        (name,) = packed.namelist()
        return packed.read(name)


def only_in_tar(data: bytes) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(data)) as packed:
        (member,) = packed.getmembers()
        found = packed.extractfile(member)
        assert found
        return found.read()


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return make(kind="blackpearl", objects=300, seed=11)


@pytest.fixture(scope="module")
def folder(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    pack_all(catalogue, [folder / f"s.{name}" for name in NAMES])
    return folder


@pytest.fixture(scope="module")
def fresh() -> Iterator[Server]:
    with server() as running:
        yield running


def unwrapped(path: Path) -> bytes:
    data = path.read_bytes()
    for wrapper in reversed(understand(path).wrappers):
        assert data.startswith(MAGIC.get(wrapper, b""))
        data = UNPACK[wrapper](data)
    return data


@pytest.mark.parametrize("name", NAMES)
def test_each_name_holds_what_it_says(folder: Path, name: str) -> None:
    path = folder / f"s.{name}"
    data = unwrapped(path)
    kind = understand(path).format
    if kind == "dump":
        assert data.startswith(b"PGDMP")
    elif kind == "sql":
        assert data.startswith(b"--\n-- PostgreSQL database dump\n")
        assert b"-- PostgreSQL database dump complete" in data[-200:]
    else:
        members = {
            "tar": {"toc.dat", "restore.sql"},
            "dir.tar": {"tapesystem/toc.dat"},
            "datadir.tar": {"PG_VERSION", "base", "global/pg_control"},
            "live.datadir.tar": {"PG_VERSION", "base", "global/pg_control", "pg_wal"},
            "basebackup.tar": {"base.tar.gz", "pg_wal.tar.gz"},
        }[kind]
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            names = tar.getnames()
        assert members <= set(names)
        assert not any(name.startswith(("/", "..")) or not name for name in names)


def test_nothing_is_left_in_the_folder(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {f"s.{name}" for name in NAMES}


def test_a_data_directory_says_nothing_of_this_machine(folder: Path) -> None:
    with tarfile.open(folder / "s.datadir.tar") as tar:
        assert {(member.uname, member.uid) for member in tar} == {("postgres", 770)}
        assert not {"postmaster.pid", "postmaster.opts"} & set(tar.getnames())
        for name in ("postgresql.conf", "postgresql.auto.conf"):
            found = tar.extractfile(name)
            assert found
            assert PREFIX.encode() not in found.read()


def test_a_data_directory_was_shut_down_cleanly(
    folder: Path, fresh: Server, tmp_path: Path
) -> None:
    place = tmp_path / "data"
    unpacked = zstandard.ZstdDecompressor().stream_reader(
        (folder / "s.datadir.tar.zst").read_bytes()
    )
    with tarfile.open(fileobj=unpacked, mode="r|") as tar:
        # Pythons before 3.11.4 know no filters.
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(place)
    told = subprocess.run(
        [fresh.programs / "pg_controldata", place],
        env={"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.search(r"cluster state: +shut down\n", told)


def test_every_archive_can_be_listed(
    folder: Path, fresh: Server, tmp_path: Path
) -> None:
    with tarfile.open(folder / "s.dir.tar") as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", None)
        tar.extractall(tmp_path)
    archives = [folder / "s.dump", folder / "s.tar", tmp_path / "tapesystem"]
    lists = [
        subprocess.run(
            [fresh.programs / "pg_restore", "--list", archive],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for archive in archives
    ]
    for text in lists:
        assert "TABLE DATA tape blob_tape Administrator" in text
        assert "VIEW ds3 pg_stat_all_tables Administrator" in text


def test_a_restored_dump_has_the_rows(
    folder: Path, fresh: Server, catalogue: Catalogue
) -> None:
    with fresh.connect("postgres") as connection:
        connection.execute("CREATE DATABASE back TEMPLATE template0")
    fresh.call("pg_restore", "--exit-on-error", "--dbname=back", folder / "s.dump")
    with fresh.connect("back") as connection:
        counts = {
            name: connection.execute(
                sql.SQL("SELECT count(*) FROM {}").format(
                    sql.Identifier(*name.replace('"', "").split("."))
                )
            ).fetchone()[0]  # type: ignore[index]
            for name in catalogue.schema.tables
        }
        names = connection.execute("SELECT name FROM ds3.s3_object").fetchall()
        views = connection.execute("SELECT count(*) FROM ds3.bucket_usage").fetchone()
    assert counts == catalogue.row_counts()
    assert sorted(name for (name,) in names) == sorted(
        row["name"] or "" for row in catalogue.rows("ds3.s3_object")
    )
    assert views


@pytest.mark.parametrize("seed", [1, 2])
def test_broker_names_survive(fresh: Server, tmp_path: Path, seed: int) -> None:
    rio = make(kind="rio", objects=200, seed=seed)
    pack_all(rio, [tmp_path / "r.dump"])
    with fresh.connect("postgres") as connection:
        connection.execute(f"CREATE DATABASE rio{seed} TEMPLATE template0".encode())
    fresh.call("pg_restore", f"--dbname=rio{seed}", tmp_path / "r.dump")
    with fresh.connect(f"rio{seed}") as connection:
        found = connection.execute(
            "SELECT broker_name, file_name, size FROM broker_object JOIN broker USING "
            "(broker_id)"
        ).fetchall()
    brokers = {
        row["broker_id"]: row["broker_name"] for row in rio.rows("public.broker")
    }
    assert sorted(found) == sorted(
        (brokers[row["broker_id"]], row["file_name"], int(row["size"] or 0))
        for row in rio.rows("public.broker_object")
    )


@pytest.mark.parametrize("age", ["2017", "2014"])
def test_old_catalogues_can_be_dumped(tmp_path: Path, age: str) -> None:
    pack_all(make(kind="blackpearl", objects=100, age=age), [tmp_path / "old.sql"])
    text = (tmp_path / "old.sql").read_text()
    assert ("CREATE TABLE ds3.storage_domain " in text) == (age == "2017")
