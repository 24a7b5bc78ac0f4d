import io
import tarfile

import pytest

from tests.restore.test_archive.forge import Archive, build, small, table

from .conftest import Try
from .packing import gz, special, tar, tar_of, zstd

DUMP = small()
TOC = build(Archive(table(), form=3))
SCRIPT = b"""--
-- NOTE:
--
-- File paths need to be edited. Search for $$PATH$$ and
-- replace it with the path to the directory containing
-- the extracted data files.
--
--
-- PostgreSQL database dump
--
"""
FOLDER = {"toc.dat": TOC, "6.dat": b"1\n\\.\n\n", "restore.sql": SCRIPT}
FORMS = {
    "ustar": tarfile.USTAR_FORMAT,
    "gnu": tarfile.GNU_FORMAT,
    "pax": tarfile.PAX_FORMAT,
}
LONG = "Sicherungen für Übung/" + "x" * 90 + "/" + "y" * 120 + "/the dump é.dmp"


@pytest.mark.parametrize("form", FORMS)
def test_a_file_in_folders(form: str, look: Try) -> None:
    name = LONG if form != "ustar" else "a folder/ünd/the dump.dmp"
    files = {"./._junk": b"x", "__MACOSX/._the dump": b"x", name: DUMP}
    identified = look(tar(files, FORMS[form]))
    assert (identified.wrappers, identified.name) == (("tar",), name)
    assert identified.path.read_bytes() == DUMP


@pytest.mark.parametrize("prefix", ["", "./", "a folder/", "a/b c/d/"])
def test_a_dump_in_many_files(prefix: str, look: Try) -> None:
    identified = look(tar({prefix + name: text for name, text in FOLDER.items()}))
    assert identified.format == "directory"
    assert sorted(path.name for path in identified.path.iterdir()) == [
        "6.dat",
        "toc.dat",
    ]


def test_its_parts_may_come_in_any_order(look: Try) -> None:
    files = {f"d/{name}": FOLDER[name] for name in reversed(FOLDER)}
    assert (look(tar(files)).path / "6.dat").read_bytes() == FOLDER["6.dat"]


def test_its_table_of_contents_is_missing(look: Try) -> None:
    assert look.code(tar({"d/6.dat": b"1\n"})) == "incomplete"
    assert look.code(TOC) == "incomplete"
    assert look.code(SCRIPT) == "incomplete"


def test_half_a_data_directory(look: Try) -> None:
    files = {"base/1/PG_VERSION": b"14\n", "base/1/1259": b"", "PG_VERSION": b"14\n"}
    assert look.code(tar(files)) == "incomplete"


def test_readable_files_beside_it_are_named(look: Try) -> None:
    identified = look(tar({"README.txt": b"read me", "dump": DUMP}))
    assert any("README.txt" in note.sentence for note in identified.notes)


UNSAFE = ["../x", "a/../../x", "/etc/x", "..", "C:/x", "a\\..\\..\\x"]


@pytest.mark.parametrize("name", UNSAFE)
def test_names_that_lead_outside(name: str, look: Try) -> None:
    assert look.code(tar({name: DUMP})) == "unsafe_name"
    assert look.code(tar({"dump": DUMP, name: b"x"})) == "unsafe_name"
    assert all(path.startswith("work/") for path in look.written)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_links(kind: bytes, look: Try) -> None:
    link = special(kind, "d", "/etc")
    assert look.code(tar_of(link)) == "link"
    through = link.tobuf() + tar({"d/dump": DUMP})
    assert look.code(through) == "link"
    assert not (look.folder / "work" / "d").exists()


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_devices_and_pipes(kind: bytes, look: Try) -> None:
    assert look.code(tar_of(special(kind))) == "special_file"


def test_a_sparse_file_of_an_exabyte(look: Try) -> None:
    entry = tarfile.TarInfo("dump")
    entry.pax_headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.realsize": str(2**60),
    }
    assert look.code(tar_of(entry)) == "special_file"
    assert look.code(tar_of(special(b"S"))) == "special_file"


def test_a_size_of_an_exabyte(look: Try) -> None:
    entry = tarfile.TarInfo("dump")
    entry.size = 2**60
    packed = entry.tobuf(tarfile.GNU_FORMAT) + DUMP
    assert look.code(packed) == "truncated"


def test_the_same_name_twice(look: Try) -> None:
    body = tar({"d/toc.dat": TOC})[: 512 + -(-len(TOC) // 512) * 512]
    assert look.code(body + tar({"./d/toc.dat": TOC})) == "duplicate_member"


def test_two_dumps(look: Try) -> None:
    packed = tar({"one.dump": DUMP, "two.sql.gz": gz(b"-- PostgreSQL database dump\n")})
    assert look.code(packed) == "two_dumps"


def test_too_deep_and_too_many(look: Try) -> None:
    assert look.code(tar({"a/" * 20 + "dump": DUMP})) == "too_deep"
    many = {str(n): b"" for n in range(50)}
    assert look.code(tar(many), max_members=49) == "too_many_members"


def test_cut_off_anywhere(look: Try) -> None:
    whole = tar({"dump": DUMP})
    end = 512 + -(-len(DUMP) // 512) * 512 + 512
    for length in range(600, end, 37):
        assert look.code(whole[:length]) in ("truncated", "damaged")
        (look.folder / "work" / "dump-1").unlink(missing_ok=True)


def test_archives_joined(look: Try) -> None:
    assert look.code(tar({"dump": DUMP}) + tar({"x": b""})) == "trailing_data"


def test_a_header_changed(look: Try) -> None:
    packed = bytearray(tar({"a": b"", "dump": DUMP}))
    packed[512 + 5] ^= 1
    assert look.code(bytes(packed)) == "damaged"


def test_nothing_in_it(look: Try) -> None:
    assert look.code(tar({"__MACOSX/._x": b"x"})) == "empty"
    packed = io.BytesIO()
    tarfile.open(fileobj=packed, mode="w").close()
    assert look.code(packed.getvalue()) == "not_a_backup"  # zeros are all it is


def test_only_other_files(look: Try) -> None:
    assert look.code(tar({"a.txt": b"a", "b.txt": b"b"})) == "not_a_backup"


def test_a_data_directory_is_seen_and_left_alone(look: Try) -> None:
    files = {
        "data/PG_VERSION": b"14\n",
        "data/global/pg_control": bytes(8192),
        "data/base/1/PG_VERSION": b"14\n",
        "data/base/1/1259": DUMP,
        "data/postgresql.conf": b"archive_command = 'rm -rf /'\n",
    }
    identified = look(zstd(tar(files)))
    assert identified.format == "data directory"
    assert identified.version == "14"
    assert not list((look.folder / "work").iterdir())


def test_a_base_backup_is_two_wrappers_deeper(look: Try) -> None:
    base = {
        "PG_VERSION": b"15\n",
        "global/pg_control": bytes(8192),
        "base/1/1259": b"",
        "base/1/PG_VERSION": b"15\n",
    }
    outer = {
        "b/base.tar.gz": gz(tar(base)),
        "b/pg_wal.tar.gz": gz(tar({"0" * 24: b""})),
    }
    identified = look(zstd(tar(outer)))
    assert identified.wrappers == ("zstd", "tar", "gzip", "tar")
    assert identified.format == "data directory"


def test_a_version_is_told_as_it_is(look: Try) -> None:
    files = {
        "PG_VERSION": b"15; rm\n",
        "global/pg_control": b"",
        "base/1/1259": b"",
    }
    assert look(tar(files)).version == "15; rm"
