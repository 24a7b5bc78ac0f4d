import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from files.errors import Refused
from restore.dumps.identify import open_plain
from tests.restore.test_archive.forge import small

from .conftest import Try
from .packing import gz, tar, zip_overlap, zipped, zstd

DUMP = small()
PLAIN = b"--\n-- PostgreSQL database dump\n--\n" + b"SELECT 1;\n" * 1000


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_one_file_in_folders(method: int, look: Try) -> None:
    files = {"__MACOSX/._d": b"x", "Ördner/.DS_Store": b"x", "Ördner/the dump": DUMP}
    identified = look(zipped(files, method))
    assert (identified.wrappers, identified.name) == (("zip",), "Ördner/the dump")
    assert identified.path.read_bytes() == DUMP


def test_a_plain_dump_stays_in_it(look: Try) -> None:
    for packed in (zipped({"a.sql": PLAIN}), zstd(zipped({"b/a.sql": gz(PLAIN)}))):
        identified = look(packed)
        for _ in range(2):
            with open_plain(identified) as file:
                assert file.read() == PLAIN


def test_other_wrappers_within(look: Try) -> None:
    assert look(zipped({"x": gz(tar({"y": DUMP}))})).wrappers == ("zip", "gzip", "tar")
    deep = zipped({"x": zstd(gz(tar({"y": DUMP})))})
    assert look.code(deep) == "too_many_wrappers"


def test_two_dumps(look: Try) -> None:
    assert look.code(zipped({"a.dump": DUMP, "b.dump": DUMP})) == "two_dumps"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "..\\x", "C:\\x"])
def test_names_that_lead_outside(name: str, look: Try) -> None:
    assert look.code(zipped({name: DUMP})) == "unsafe_name"


def test_a_link(look: Try) -> None:
    packed = bytearray(zipped({"x": b"/etc/passwd"}))
    at = packed.rindex(b"PK\1\2")
    packed[at + 38 : at + 42] = struct.pack("<L", 0o120777 << 16)
    assert look.code(bytes(packed)) == "link"


def test_overlap(look: Try) -> None:
    assert look.code(zip_overlap(1000, 1_000_000)) == "bomb"


def test_overlap_by_an_extra_field(look: Try) -> None:
    """The directory looks well; the file's own header points into the next one."""
    packed = bytearray(zipped({"a": DUMP, "b": DUMP}, zipfile.ZIP_STORED))
    packed[28:30] = struct.pack("<H", 40)
    assert look.code(bytes(packed)) == "bomb"


def test_encrypted(look: Try) -> None:
    packed = bytearray(zipped({"dump": DUMP}))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        packed[packed.rindex(mark) + place] |= 1
    assert look.code(bytes(packed)) == "encrypted"


def test_another_method(look: Try) -> None:
    assert look.code(zipped({"dump": DUMP}, zipfile.ZIP_BZIP2)) == "zip_method"


@pytest.mark.parametrize("size", [0, 5, len(DUMP) - 1, len(DUMP) + 1, 2**32 - 2])
def test_lying_sizes(size: int, look: Try) -> None:
    packed = bytearray(zipped({"dump": DUMP}))
    at = packed.rindex(b"PK\1\2")
    packed[at + 24 : at + 28] = struct.pack("<L", size)
    assert look.code(bytes(packed)) == "damaged"


def test_another_name_inside(look: Try) -> None:
    packed = zipped({"dump": DUMP}).replace(b"dump", b"pmud", 1)
    assert look.code(packed) == "damaged"


def test_appended_and_cut(look: Try) -> None:
    packed = zipped({"dump": DUMP})
    assert look.code(packed + b"x") == "trailing_data"
    for length in range(len(packed) - 400, len(packed), 7):
        assert look.code(packed[:length]) in ("truncated", "damaged")


def test_every_byte_changed(look: Try) -> None:
    packed = zipped({"dump": b"PGDMP and not much more"})
    for place in range(len(packed)):
        changed = bytearray(packed)
        changed[place] ^= 0x41
        with pytest.raises(Refused):
            look(bytes(changed))
        for path in (look.folder / "work").iterdir():
            path.unlink()


def test_a_zip_of_more_than_four_gigabytes_is_told_so(look: Try) -> None:
    """Sizes that do not fit are in a separate field, which may be missing."""
    packed = bytearray(zipped({"dump": DUMP}))
    at = packed.rindex(b"PK\1\2")
    packed[at + 24 : at + 28] = b"\xff" * 4
    assert look.code(bytes(packed)) == "damaged"


def test_an_office_document(look: Try) -> None:
    packed = zipped({"[Content_Types].xml": b"<?xml?>", "word/document.xml": b"<w/>"})
    assert look.code(packed) == "not_a_backup"


@given(st.binary(max_size=300), st.integers(0, 200))
def test_noise(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, kept: int
) -> None:
    look = Try(tmp_path_factory.mktemp("noise"))
    try:
        look(zipped({"dump": b"x"})[:kept] + noise)
    except Refused as refused:
        assert refused.code  # noqa: PT017
