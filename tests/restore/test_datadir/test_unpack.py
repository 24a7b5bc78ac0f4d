"""Which files of a data directory are copied, and where to."""

import stat
import tarfile
from pathlib import Path

import pytest

from restore.datadir.names import FOLDERS, is_taken
from restore.datadir.unpack import PAGE, Pages
from tests.files.wrappers.packing import gz, special, tar, tar_of, zipped, zstd

from .conftest import SMALL, Unpack

TAKEN = (
    "base/16384/2619",
    "base/16384/2619_fsm",
    "base/16384/2619_vm",
    "base/1/2619.1",
    "base/16384/16390_init",
    "base/16384/pg_filenode.map",
    "global/pg_filenode.map",
    "pg_xact/0000",
    "pg_multixact/members/00FF",
    "pg_multixact/offsets/0000",
    "pg_commit_ts/0000",
    "pg_twophase/000002F1",
    "pg_wal/00000001000000000000000A",
    "pg_wal/00000002.history",
    "backup_label",
    "global/1262",
)
LEFT = (
    "postgresql.conf",
    "postgresql.auto.conf",
    "pg_hba.conf",
    "pg_ident.conf",
    "standby.signal",
    "recovery.signal",
    "recovery.conf",
    "postmaster.pid",
    "postmaster.opts",
    "server.key",
    "current_logfiles",
    "log/postgresql.log",
    "base/pgsql_tmp/pgsql_tmp1.0",
    "base/16384/t3_16400",
    "base/16384/evil.so",
    "base/16384/pg_internal.init",
    "global/pg_internal.init",
    "base/x/1259",
    "base/1/../../1259",
    "base/1/1259/1",
    "pg_replslot/s/state",
    "pg_logical/x",
    "pg_stat/pgstat.stat",
    "pg_wal/archive_status/00000001000000000000000A.done",
    "pg_wal/00000001000000000000000A.partial",
    "pg_xact/../../etc",
    "global/1262\n",
    "backup_label.old",
    "backup_manifest",
    "PG_VERSION.bak",
    "pg_subtrans/0000",
)


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    assert is_taken(name, 8192, link=False)


@pytest.mark.parametrize("name", LEFT)
def test_left(name: str) -> None:
    assert not is_taken(name, 8192, link=False)


def test_only_what_is_known_is_written(unpacked: Unpack) -> None:
    names = [name for name in (*TAKEN, *LEFT) if ".." not in name]
    files = {**SMALL, **dict.fromkeys(names, b"x")}
    written = unpacked(tar(files))
    assert written.keys() == {*SMALL, *TAKEN}
    assert written["base/16384/2619"] == b"x"


def test_versions_are_ours(unpacked: Unpack) -> None:
    written = unpacked(tar({**SMALL, "base/1/PG_VERSION": b"15; rm"}))
    assert written["PG_VERSION"] == written["base/1/PG_VERSION"] == b"14\n"


def test_what_postgresql_expects_to_find(unpacked: Unpack) -> None:
    unpacked(tar(SMALL))
    data = unpacked.folder / "work" / "data"
    for place in (data, *(data / folder for folder in FOLDERS)):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE((data / "global/1262").stat().st_mode) == 0o600


@pytest.mark.parametrize("prefix", ["", "./", "pgdata/", "a b/ümlaut/14/data/"])
@pytest.mark.parametrize("wrap", [bytes, gz, zstd])
def test_wherever_it_lies(unpacked: Unpack, prefix: str, wrap: type[bytes]) -> None:
    files = {f"{prefix}{name}": content for name, content in SMALL.items()}
    assert unpacked(wrap(tar({"README": b"x", **files}))).keys() == SMALL.keys()


def test_in_a_zip(unpacked: Unpack) -> None:
    assert unpacked(zipped(SMALL)).keys() == SMALL.keys()


def test_in_a_tar_in_a_zip(unpacked: Unpack) -> None:
    assert unpacked(zipped({"a.tar": tar(SMALL)})).keys() == SMALL.keys()


class TestBaseBackups:
    LOG = {"0" * 24: b"log", "archive_status/x.done": b"", "evil.so": b"x"}

    @pytest.mark.parametrize("end", ["", ".gz", ".zst"])
    @pytest.mark.parametrize("folder", ["", "backup/"])
    def test_base_and_log(self, unpacked: Unpack, end: str, folder: str) -> None:
        wrap = {"": bytes, ".gz": gz, ".zst": zstd}[end]
        outer = {
            f"{folder}backup_manifest": b"{}",
            f"{folder}base.tar{end}": wrap(tar(SMALL)),
            f"{folder}pg_wal.tar{end}": wrap(tar(self.LOG)),
            "elsewhere/pg_wal.tar": tar({"1" * 24: b"another's"}),
        }
        written = unpacked(gz(tar(outer)))
        assert written.keys() == {*SMALL, f"pg_wal/{'0' * 24}"}

    def test_the_log_first_in_a_zip(self, unpacked: Unpack) -> None:
        outer = {"pg_wal.tar": tar(self.LOG), "base.tar": tar(SMALL)}
        assert f"pg_wal/{'0' * 24}" in unpacked(zipped(outer))

    def test_its_tablespaces(self, unpacked: Unpack) -> None:
        outer = {"16400.tar": tar({"x": b""}), "base.tar": tar(SMALL)}
        assert unpacked.code(tar(outer)) == "tablespaces"

    def test_the_log_twice(self, unpacked: Unpack) -> None:
        inside = {**SMALL, f"pg_wal/{'0' * 24}": b"log"}
        outer = {"base.tar": tar(inside), "pg_wal.tar": tar(self.LOG)}
        assert unpacked.code(tar(outer)) == "duplicate_member"


class TestRefused:
    @pytest.mark.parametrize("name", ["pg_tblspc/16400/PG_14_1/1/1", "pg_tblspc/1"])
    def test_tablespaces(self, unpacked: Unpack, name: str) -> None:
        assert unpacked.code(tar({**SMALL, name: b"x"})) == "tablespaces"

    def test_a_map_of_them(self, unpacked: Unpack) -> None:
        files = {**SMALL, "tablespace_map": b"1 /etc\n"}
        assert unpacked.code(tar(files)) == "tablespaces"

    def test_an_empty_map_is_none(self, unpacked: Unpack) -> None:
        assert unpacked(tar({**SMALL, "tablespace_map": b""}))

    @pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
    @pytest.mark.parametrize("name", ["base/5", "base/1/1260", "pg_xact", "global/1"])
    def test_links_to_what_is_needed(
        self, unpacked: Unpack, name: str, kind: bytes
    ) -> None:
        data = with_link(special(kind, name, "/etc/passwd"))
        assert unpacked.code(data) == "link"

    @pytest.mark.parametrize("name", ["pg_wal", "postgresql.conf", "log"])
    def test_other_links_are_passed_over(self, unpacked: Unpack, name: str) -> None:
        data = with_link(special(tarfile.SYMTYPE, name, "/etc"))
        assert unpacked(data).keys() == SMALL.keys()

    def test_more_than_there_is_room_for(self, unpacked: Unpack) -> None:
        files = {**SMALL, "base/1/2": bytes(100_000)}
        assert unpacked.code(tar(files), limit=50_000) == "disk_full"

    def test_a_label_of_megabytes(self, unpacked: Unpack) -> None:
        files = {**SMALL, "backup_label": bytes(100_000)}
        assert unpacked.code(tar(files)) == "damaged"


def with_link(link: tarfile.TarInfo) -> bytes:
    """Before the files, as tar has an end that nothing may follow."""
    return tar_of(link, form=tarfile.GNU_FORMAT)[:512] + tar(SMALL)


class TestPagesOfZeros:
    FULL = b"x" * PAGE
    EMPTY = bytes(PAGE)

    def lost(self, *pages: bytes, piece: int = 1_000_000) -> int:
        data, seen = b"".join(pages), Pages()
        for at in range(0, len(data), piece):
            seen.see(data[at : at + piece])
        return seen.lost

    def test_among_others(self) -> None:
        assert self.lost(self.FULL, self.EMPTY, self.EMPTY, self.FULL, self.EMPTY) == 2

    def test_at_the_end_they_are_room_for_more(self) -> None:
        assert self.lost(self.FULL, self.EMPTY, self.EMPTY) == 0

    @pytest.mark.parametrize("piece", [100, PAGE - 1, PAGE + 1])
    def test_in_pieces_of_any_size(self, piece: int) -> None:
        pages = (self.EMPTY, self.FULL, self.EMPTY, self.FULL)
        assert self.lost(*pages, piece=piece) == 2

    def test_in_the_files_of_a_table(self, unpacked: Unpack) -> None:
        holed = self.FULL + self.EMPTY + self.FULL
        files = {
            "base/1/16400": holed,
            "base/1/16400.1": holed,
            "base/1/16400_vm": holed,
            "pg_xact/0000": holed,
        }
        unpacked(tar({**SMALL, **files}))
        assert unpacked.unpacked
        assert unpacked.unpacked.lost == {"base/1/16400": 2}


def test_nothing_is_written_beside(unpacked: Unpack, tmp_path: Path) -> None:
    unpacked(tar({**SMALL, **dict.fromkeys(LEFT[:12], b"x")}))
    assert {p.name for p in tmp_path.iterdir()} == {"file", "work"}
    assert {p.name for p in (tmp_path / "work").iterdir()} == {"data"}
