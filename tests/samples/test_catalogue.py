"""The same again, and everything that real ones have."""

import pytest

from samples.catalogue import Catalogue
from samples.making import make
from samples.names import AWKWARD, BUCKETS, file_name


def contents(catalogue: Catalogue) -> dict[str, str]:
    return {
        table: "".join(catalogue.copy_text(table)) for table in catalogue.schema.tables
    }


@pytest.fixture(scope="module")
def pearl() -> Catalogue:
    return make(kind="blackpearl", objects=2_500, seed=5)


@pytest.mark.parametrize("kind", ["blackpearl", "rio"])
def test_the_same_seed_makes_the_same_catalogue(kind: str) -> None:
    one, two = (make(kind=kind, objects=300, seed=9) for _ in range(2))
    assert contents(one) == contents(two)
    assert one.expected() == two.expected()
    assert one.schema.begin() == two.schema.begin()


@pytest.mark.parametrize("kind", ["blackpearl", "rio"])
def test_rows_can_be_read_twice(kind: str) -> None:
    catalogue = make(kind=kind, objects=300)
    assert contents(catalogue) == contents(catalogue)


@pytest.mark.parametrize("kind", ["blackpearl", "rio"])
def test_another_seed_makes_another(kind: str) -> None:
    one, two = (make(kind=kind, objects=300, seed=seed) for seed in (1, 2))
    assert contents(one) != contents(two)


@pytest.mark.parametrize("age", ["current", "2017", "2014"])
@pytest.mark.parametrize("objects", [0, 1, 700])
def test_row_counts_are_those_of_the_rows(age: str, objects: int) -> None:
    catalogue = make(kind="blackpearl", objects=objects, age=age)
    counted = {
        table: len(list(catalogue.rows(table))) for table in catalogue.schema.tables
    }
    assert catalogue.row_counts() == counted
    assert counted["ds3.s3_object"] == objects


def test_as_many_blobs_and_copies_as_in_real_ones() -> None:
    counts = make(kind="blackpearl", objects=30_000).row_counts()
    blobs, copies = counts["ds3.blob"], counts["tape.blob_tape"]
    assert 1.08 < blobs / counts["ds3.s3_object"] < 1.16
    assert 1.9 < (copies + counts["pool.blob_pool"]) / blobs < 2.4


def test_every_awkward_name_occurs(pearl: Catalogue) -> None:
    names = {row["name"] for row in pearl.rows("ds3.s3_object")}
    missing = [name for name in AWKWARD if not {name, f"{name}/"} & names]
    assert not missing
    assert {row["name"] for row in pearl.rows("ds3.bucket")} == set(BUCKETS)


def test_no_two_files_share_a_number() -> None:
    assert len({file_name(number) for number in range(50_000)}) == 50_000


def test_there_are_versions_folders_and_empty_objects(pearl: Catalogue) -> None:
    rows = list(pearl.rows("ds3.s3_object"))
    keys = {(row["bucket_id"], row["name"]) for row in rows}
    assert len(keys) < len(rows)
    assert {row["latest"] for row in rows} == {"t", "f"}
    folders = [row for row in rows if row["type"] == "FOLDER"]
    assert folders
    assert all((row in folders) == (row["name"] or "").endswith("/") for row in rows)
    assert any(row["creation_date"] is None for row in rows)
    with_blob = {row["object_id"] for row in pearl.rows("ds3.blob")}
    assert any(row["id"] not in with_blob for row in rows)


def test_a_blob_is_twice_on_one_tape(pearl: Catalogue) -> None:
    pairs = [(row["blob_id"], row["tape_id"]) for row in pearl.rows("tape.blob_tape")]
    assert len(set(pairs)) < len(pairs)


def test_the_marks_are_of_copies_that_exist(pearl: Catalogue) -> None:
    for place in ("tape", "pool"):
        copies = {row["id"]: row for row in pearl.rows(f"{place}.blob_{place}")}
        for mark in ("obsolete", "suspect"):
            marked = list(pearl.rows(f"{place}.{mark}_blob_{place}"))
            assert marked
            for row in marked:
                copy = copies[row["id"]]
                assert {key: row[key] for key in copy} == dict(copy)


def test_labels_are_shuffled_by_the_seed() -> None:
    orders = {
        tuple(
            make(kind="blackpearl", objects=0, seed=seed).schema.enums["tape.tape_type"]
        )
        for seed in range(4)
    }
    assert len(orders) == 4


def test_old_catalogues_lack_what_came_later() -> None:
    tables = make(kind="blackpearl", objects=0, age="2017").schema.tables
    assert "tape.obsolete_blob_tape" not in tables
    assert "tape.suspect_blob_tape" in tables
    assert "storage_domain_id" in tables["tape.tape"].column_names
    assert "storage_domain_member_id" not in tables["tape.tape"].column_names
    assert not {"latest"} & set(tables["ds3.s3_object"].column_names)
    oldest = make(kind="blackpearl", objects=0, age="2014").schema.tables
    assert "ds3.storage_domain" not in oldest
    assert "storage_domain_id" not in oldest["tape.tape"].column_names


def test_brokers_have_uuids_in_some_releases() -> None:
    types = {
        make(kind="rio", objects=0, seed=seed)
        .schema.tables["public.broker"]
        .columns[0]
        .type
        for seed in range(12)
    }
    assert types == {"uuid", "bigint"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "nas"},
        {"objects": -1},
        {"migrated": 101},
        {"migrated": -1},
        {"age": "1999"},
        {"kind": "rio", "age": "2017"},
    ],
)
def test_what_can_not_be_made_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        make(**{"kind": "blackpearl", "objects": 1, **wrong})  # type: ignore[arg-type]
