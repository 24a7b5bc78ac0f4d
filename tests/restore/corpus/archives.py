"""8 to 10 and 24 to 31: archives with a forged or a damaged table of contents."""

import random
import struct
from functools import partial

from tests.restore.test_archive.forge import Entry

from .base import (
    TOUCH,
    Build,
    Case,
    Cases,
    Valid,
    place_of_count,
    replaced,
    retold,
    same_length,
    tar_of,
    with_entries,
)

BLOB = "COPY ds3.blob (id, object_id, length, byte_offset) FROM stdin;\n"
CREATE = "CREATE TABLE ds3.u (\n    id integer\n);\n"
EVIL = f"CREATE ROLE evil SUPERUSER; COPY ds3.u FROM PROGRAM '{TOUCH}';"


def copied(text: str) -> partial[bytes]:
    return partial(retold, before=BLOB, after=text)


def added(*entries: Entry) -> partial[bytes]:
    return partial(_added, entries)


def _added(entries: tuple[Entry, ...], valid: Valid) -> bytes:
    return with_entries(valid, *(Entry(**vars(entry)) for entry in entries))


def in_custom(valid: Valid, after: str) -> bytes:
    return same_length(valid.loose, BLOB, after)


DATA: Cases = {
    "8 program": Case(
        copied(f"COPY ds3.blob FROM PROGRAM '{TOUCH}';\n"), "unexpected_definition"
    ),
    "8 program (custom)": Case(
        partial(in_custom, after="COPY ds3.blob FROM PROGRAM 'touch /tmp/c';\n"),
        "unexpected_definition",
    ),
    "10 without COPY": Case(copied(""), "inserts"),
}


TABLES: Cases = {
    "9 three statements": Case(
        added(Entry("TABLE", "u", CREATE + EVIL)), "unexpected_definition"
    ),
    "12 encoding": Case(
        partial(
            retold,
            before="SET client_encoding = 'UTF8';\n",
            after="SET client_encoding = 'UTF8'; SET ROLE landing_admin;\n",
        ),
        "damaged",
    ),
    "13 16 20 22 entries": Case(
        added(
            Entry("EXTENSION", "dblink", "CREATE EXTENSION dblink;", ""),
            Entry("EVENT TRIGGER", "e", "CREATE EVENT TRIGGER e ON login …;", ""),
            Entry("FOREIGN TABLE", "f", "CREATE FOREIGN TABLE ds3.f (a int) …;"),
            Entry("DATABASE", "d", "DROP DATABASE landing;", ""),
            Entry("DATABASE PROPERTIES", "d", "ALTER DATABASE landing SET a = b;", ""),
        )
    ),
    "24 a hundred thousand large objects": Case(
        added(
            *(
                Entry("BLOB", str(n), f"SELECT pg_catalog.lo_create('{n}');", "")
                for n in range(1, 100_001)
            )
        ),
    ),
    "26 circle": Case(
        added(
            Entry("TABLE", "u", CREATE, number=2_000_000, needs=[2_000_001]),
            Entry(
                "TABLE",
                "v",
                CREATE.replace(".u", ".v"),
                number=2_000_001,
                needs=[2_000_000],
            ),
        ),
        "damaged",
    ),
}


def patched(valid: Valid, at: int, new: bytes) -> bytes:
    data = valid.custom
    return data[:at] + new + data[at + len(new) :]


def count(valid: Valid, number: int, sign: int = 0) -> bytes:
    return patched(
        valid, place_of_count(valid.custom), struct.pack("<BI", sign, number)
    )


def first_length(valid: Valid, number: int, sign: int = 0) -> bytes:
    """Of the first entry's tag's neighbour: its table's number as text."""
    at = place_of_count(valid.custom) + 5 + 5 + 5
    return patched(valid, at, struct.pack("<BI", sign, number))


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


NUMBERS: Cases = {
    "25 entries": Case(partial(count, number=200_001), "too_large"),
    "25 two GiB": Case(partial(first_length, number=2**31 - 1), "too_large"),
    "25 negative length": Case(
        partial(first_length, number=2**31 - 1, sign=1), "damaged"
    ),
    "30 future version": Case(partial(patched, at=6, new=b"\x63"), "future_version"),
}

TRUNCATED: Cases = {
    "27 in the contents": Case(
        lambda valid: valid.custom[: place_of_count(valid.custom) + 900], "truncated"
    ),
    "27 in the middle": Case(lambda valid: cut(valid.custom, 0.9), "truncated"),
    "27 the last byte": Case(lambda valid: valid.custom[:-1], "truncated"),
    "27 plain, at the end of a row": Case(
        lambda valid: valid.plain[
            : valid.plain.index(b"\n", valid.plain.index(b"COPY ds3.s3") + 2000) + 1
        ],
        "truncated",
    ),
    "27 plain, the last comment": Case(
        lambda valid: valid.plain[
            : valid.plain.index(b"-- PostgreSQL database dump c")
        ],
        "truncated",
    ),
    "27 folder, a file is missing": Case(
        lambda valid: without_a_file(valid), "truncated"
    ),
    "27 folder, a file is cut at the end of a row": Case(
        lambda valid: with_a_cut_file(valid), "truncated"
    ),
    "27 folder, the tar is cut": Case(
        lambda valid: cut(valid.directory, 0.5), "truncated"
    ),
}


def data_file(valid: Valid) -> str:
    """The biggest table's."""
    files = valid.files()
    del files["toc.dat"]
    return max(files, key=lambda name: len(files[name]))


def without_a_file(valid: Valid) -> bytes:
    files = valid.files()
    del files[data_file(valid)]
    return tar_of(files)


def with_a_cut_file(valid: Valid) -> bytes:
    """pg_restore would load half of it, and say nothing."""
    files, name = valid.files(), data_file(valid)
    kept = cut(files[name], 0.5)
    return tar_of({**files, name: kept[: kept.rindex(b"\n") + 1]})


def with_a_flipped_bit(valid: Valid, form: str, seed: int) -> bytes:
    """Anywhere behind the first kilobyte."""
    data, chosen = getattr(valid, form), random.Random(seed)
    at = chosen.randrange(1000, len(data))
    return data[:at] + bytes([data[at] ^ 1 << chosen.randrange(8)]) + data[at + 1 :]


def damaged_block(valid: Valid) -> bytes:
    """The length of a block of rows says more than there is."""
    data = valid.loose
    at = data.index(b"bucket 1\t") if b"bucket 1\t" in data else data.index(b"bucket 1")
    begins = data.rindex(b"\x01\x00", 0, at)
    length = begins + 1 + 5
    return data[:length] + struct.pack("<BI", 0, 2**30) + data[length + 5 :]


DAMAGED: Cases = {
    "28 a digit, not compressed": Case(
        lambda valid: replaced(valid.loose, "bucket 2", "bucket 9")
    ),
    "28 random junk inside": Case(
        lambda valid: valid.custom[:-2000] + random.Random(1).randbytes(2000),
        "truncated",
    ),
    "29 length of a block": Case(damaged_block, "truncated"),
}
FLIPS: dict[str, Build] = {
    f"28 bit {seed} ({form})": partial(with_a_flipped_bit, form=form, seed=seed)
    for form in ("custom", "loose", "plain", "directory")
    for seed in range(2)
}

CASES = DATA | TABLES | NUMBERS | TRUNCATED | DAMAGED
