"""8 to 10 and 24 to 31: archives with a forged or a damaged table of contents."""

import random
import struct
from functools import partial

from tests.restore.test_archive.forge import Entry

from .base import (
    CANARY,
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
    "8 to program": Case(
        copied(f"COPY ds3.blob TO PROGRAM '{TOUCH}';\n"), "unexpected_definition"
    ),
    "8 file": Case(
        copied("COPY ds3.blob FROM '/etc/passwd';\n"), "unexpected_definition"
    ),
    "8 to file": Case(
        copied(f"COPY ds3.blob TO '{CANARY}';\n"), "unexpected_definition"
    ),
    "8 and more": Case(copied("DROP TABLE ds3.bucket; " + BLOB), "several_statements"),
    "8 another table": Case(
        copied(BLOB.replace("blob", "bucket")), "unexpected_definition"
    ),
    "10 without COPY": Case(copied(""), "inserts"),
    "10 a definition": Case(
        added(Entry("TABLE", "u", CREATE), Entry("TABLE DATA", "u", EVIL)),
        "unexpected_definition",
    ),
}


TABLES: Cases = {
    "9 three statements": Case(
        added(Entry("TABLE", "u", CREATE + EVIL)), "unexpected_definition"
    ),
    "9 another statement": Case(
        added(Entry("TABLE", "u", EVIL)), "unexpected_definition"
    ),
    "9 a role": Case(
        added(Entry("TABLE", "u", "SET ROLE landing_admin;")), "unexpected_definition"
    ),
    "9 type": Case(
        added(Entry("TYPE", "e", "CREATE TYPE ds3.e AS ENUM ('a'); " + EVIL)),
        "unexpected_definition",
    ),
    "9 constraint": Case(
        added(
            Entry(
                "CONSTRAINT",
                "blob c",
                "ALTER TABLE ds3.blob ADD CONSTRAINT c UNIQUE (id); " + EVIL,
            )
        ),
        "unexpected_definition",
    ),
    "9 sequence": Case(
        added(
            Entry("SEQUENCE SET", "s", "SELECT pg_catalog.setval('s', pg_sleep(9));")
        ),
        "unqualified_name",
    ),
    "12 encoding": Case(
        partial(
            retold,
            before="SET client_encoding = 'UTF8';\n",
            after="SET client_encoding = 'UTF8'; SET ROLE landing_admin;\n",
        ),
        "damaged",
    ),
    "13 extension entry": Case(
        added(Entry("EXTENSION", "dblink", "CREATE EXTENSION dblink;", ""))
    ),
    "16 event trigger entry": Case(
        added(Entry("EVENT TRIGGER", "e", "CREATE EVENT TRIGGER e ON login …;", ""))
    ),
    "20 foreign table entry": Case(
        added(Entry("FOREIGN TABLE", "f", "CREATE FOREIGN TABLE ds3.f (a int) …;"))
    ),
    "22 database": Case(
        added(
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
    "26 a number twice": Case(
        added(
            Entry("TABLE", "u", CREATE, number=2_000_000),
            Entry("TABLE", "v", CREATE.replace(".u", ".v"), number=2_000_000),
        ),
        "damaged",
    ),
    "26 the table twice": Case(
        added(Entry("TABLE", "u", CREATE), Entry("TABLE", "u", CREATE)), "damaged"
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


def number_of_first(valid: Valid) -> int:
    toc = valid.files()["toc.dat"]
    return int(struct.unpack_from("<I", toc, place_of_count(toc) + 5 + 1)[0])


def first_number(valid: Valid, number: int) -> bytes:
    at = place_of_count(valid.custom) + 5
    return patched(valid, at, struct.pack("<BI", 0, number))


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


NUMBERS: Cases = {
    "25 entries": Case(partial(count, number=200_001), "too_large"),
    "25 four thousand million entries": Case(
        partial(count, number=2**32 - 1), "too_large"
    ),
    "25 negative entries": Case(partial(count, number=7, sign=1), "too_large"),
    "25 two GiB": Case(partial(first_length, number=2**31 - 1), "too_large"),
    "25 negative length": Case(
        partial(first_length, number=2**31 - 1, sign=1), "damaged"
    ),
    "26 the number nought": Case(partial(first_number, number=0), "damaged"),
    "26 the number of the first entry": Case(
        lambda valid: with_entries(
            valid, Entry("TABLE", "u", CREATE, number=number_of_first(valid))
        ),
        "damaged",
    ),
    "30 future version": Case(partial(patched, at=6, new=b"\x63"), "future_version"),
    "30 next major": Case(partial(patched, at=5, new=b"\x02"), "future_version"),
    "30 old version": Case(partial(patched, at=6, new=b"\x05"), "old_version"),
    "30 unknown format": Case(partial(patched, at=10, new=b"\x2a"), "damaged"),
    "30 odd sizes of numbers": Case(partial(patched, at=8, new=b"\x20"), "damaged"),
}

TRUNCATED: Cases = {
    "27 in the header": Case(lambda valid: valid.custom[:30], "truncated"),
    "27 after the magic": Case(lambda valid: valid.custom[:5], "truncated"),
    "27 in the contents": Case(
        lambda valid: valid.custom[: place_of_count(valid.custom) + 900], "truncated"
    ),
    "27 in the middle": Case(lambda valid: cut(valid.custom, 0.9), "truncated"),
    "27 the last byte": Case(lambda valid: valid.custom[:-1], "truncated"),
    "27 not compressed": Case(lambda valid: cut(valid.loose, 0.9), "truncated"),
    "27 plain, in the header": Case(lambda valid: valid.plain[:60], "truncated"),
    "27 plain, in a table": Case(
        lambda valid: valid.plain[: valid.plain.index(b"COPY ds3.blob") + 2000],
        "truncated",
    ),
    "27 plain, at the end of a row": Case(
        lambda valid: valid.plain[
            : valid.plain.index(b"\n", valid.plain.index(b"COPY ds3.s3") + 2000) + 1
        ],
        "truncated",
    ),
    "27 plain, between statements": Case(
        lambda valid: valid.plain[: valid.plain.index(b"\n\\.\n") + 4], "truncated"
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
    "27 folder, a file is cut": Case(lambda valid: with_a_cut_file(valid), "truncated"),
    "27 folder, a file is cut at the end of a row": Case(
        lambda valid: with_a_cut_file(valid, at_a_row=True), "truncated"
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


def with_a_cut_file(valid: Valid, *, at_a_row: bool = False) -> bytes:
    """pg_restore would load half of it, and say nothing."""
    files, name = valid.files(), data_file(valid)
    kept = cut(files[name], 0.5)
    if at_a_row:
        kept = kept[: kept.rindex(b"\n") + 1]
    return tar_of({**files, name: kept})


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
    for seed in range(6)
}

CASES = DATA | TABLES | NUMBERS | TRUNCATED | DAMAGED
