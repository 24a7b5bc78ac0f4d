"""Catalogues made by hand, of what is rare, and of what should not be."""

from functools import cache
from uuid import UUID, uuid5

import psycopg
import pytest

from files.errors import Refused
from gather.services.gathering import figures_for
from phases.models import Phase
from samples.making import make
from tests.gather.answers import counted_in
from tests.gather.conftest import keep

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SPACE = UUID("5c6f1b3e-0000-4000-8000-000000000000")
WHEN = "2026-01-01 00:00:00"
GOOD, LOST, OUT = "NORMAL", "LOST", "EJECTED"


def key(name: object) -> str:
    return str(uuid5(SPACE, str(name)))


class Nasty:
    """A BlackPearl of few rows: each medium, object and copy is said by hand."""

    def __init__(self, database, place, customer):
        self.database, self.place, self.customer = database, place, customer
        database.put(make(kind="blackpearl", objects=0))
        self.session = database.admin()
        database.empty(self.session)
        self.columns: dict[str, list] = {}
        self.copies = 0
        self.insert(
            "ds3.data_policy", id=key("policy"), name="Policy", creation_date=WHEN,
            checksum_type="MD5", blobbing_enabled=True, versioning="NONE",
            max_versions_to_keep=1,
        )  # fmt: skip
        for name in ("Partition", "Other"):
            self.insert(
                "tape.tape_partition", id=key(name), name=name,
                library_id=key("library"), serial_number=name, state="ONLINE",
                quiesced="NO", import_export_configuration="SUPPORTED",
            )  # fmt: skip

    def insert(self, table: str, **values: object) -> None:
        """What is not given gets some value of its type."""
        if table not in self.columns:
            self.columns[table] = self.session.execute(
                "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND attnotnull",
                [table],
            ).fetchall()
        for name, type_ in self.columns[table]:
            if name not in values:
                values[name] = some(self.session, type_)
        columns = ", ".join(f'"{name}"' for name in values)
        marks = ", ".join(["%s"] * len(values))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        self.session.execute(statement.encode(), list(values.values()))

    def domain(self, name: str, *members: tuple[str, str], key_: str = "") -> None:
        identity = key_ or name
        self.insert("ds3.storage_domain", id=key(identity), name=name)
        for partition, type_ in members:
            self.insert(
                "ds3.storage_domain_member", id=key((identity, type_)),
                storage_domain_id=key(identity), tape_partition_id=key(partition),
                tape_type=type_, state="NORMAL", write_preference="NORMAL",
                pool_partition_id=None,
            )  # fmt: skip

    def tape(self, name: str, domain: str = "", type_: str = "LTO9", **more) -> None:
        member = key((domain, type_)) if domain else None
        values = {"state": GOOD, "assigned_to_storage_domain": bool(domain), **more}
        self.insert(
            "tape.tape", id=key(name), bar_code=name, type=type_,
            storage_domain_member_id=member, partition_id=key("Partition"),
            role="NORMAL", eject_pending=None, full_of_data=False,
            write_protected=False, **values,
        )  # fmt: skip

    def bucket(self, name: str) -> None:
        self.insert(
            "ds3.bucket", id=key(("bucket", name)), name=name,
            data_policy_id=key("policy"),
        )  # fmt: skip

    def object(self, bucket: str, name: str, *blobs: tuple, done: bool = True) -> None:
        """`blobs`: their lengths, and each copy's tape, with a mark if it has one."""
        self.insert(
            "ds3.s3_object", id=key(("object", bucket, name)), name=name,
            bucket_id=key(("bucket", bucket)), creation_date=WHEN if done else None,
            latest=True, type="DATA",
        )  # fmt: skip
        for number, (length, *copies) in enumerate(blobs):
            blob = key(("blob", bucket, name, number))
            self.insert(
                "ds3.blob", id=blob, object_id=key(("object", bucket, name)),
                length=length, byte_offset=number,
            )  # fmt: skip
            for copy in copies:
                self.copy(blob, *copy.split("!"))

    def copy(self, blob: str, tape: str, *marks: str) -> None:
        self.copies += 1
        row = {"id": key(self.copies), "blob_id": blob, "tape_id": key(tape),
               "order_index": self.copies}  # fmt: skip
        self.insert("tape.blob_tape", **row)
        for mark in marks:
            self.insert(f"tape.{mark}_blob_tape", **row)

    def count(self):
        self.session.close()
        found = self.database.take(self.place)
        return keep(self.customer, "blackpearl", found)


@cache
def some(session, type_: str) -> object:
    labels = session.execute(
        "SELECT min(enumlabel) FROM pg_enum WHERE enumtypid = to_regtype(%s)", [type_]
    ).fetchone()[0]
    known = {"uuid": key("any"), "boolean": False, "bigint": 0, "integer": 0,
             "timestamp without time zone": WHEN}  # fmt: skip
    return labels or known.get(type_, "any")


@pytest.fixture
def nasty(blackpearl_database, tmp_path, northwind):
    catalogue = Nasty(blackpearl_database, tmp_path, northwind)
    catalogue.domain("Old", ("Partition", "LTO7"), ("Partition", "LTO9"))
    catalogue.domain("New", ("Partition", "LTO9"))
    for name, domain, type_ in (
        ("o7", "Old", "LTO7"),
        ("o7b", "Old", "LTO7"),
        ("o9", "Old", "LTO9"),
        ("n9", "New", "LTO9"),
    ):
        catalogue.tape(name, domain, type_)
    catalogue.tape("lost", "Old", "LTO7", state=LOST)
    catalogue.tape("out", "New", "LTO9", state=OUT)
    catalogue.bucket("B")
    return catalogue


def figures(project, inventory, type_="IOM_BUCKET", source="Old", target="New"):
    phase = Phase(project=project, name="All", type=type_, source=source, target=target)
    found = figures_for(phase=phase, inventory=inventory).figures.as_dict().values()
    return list(found)[:6]  # without what is elsewhere


def test_half_there_is_not_complete(nasty, project):
    nasty.object("B", "a", (10, "o7", "n9"), (20, "o7"))
    inventory = nasty.count()
    assert figures(project, inventory) == [1, 30, 0, 10, 1, 20]
    assert inventory.sanity["incomplete_objects"] == 0


def test_complete_on_the_domain_but_on_none_of_its_media(nasty, project):
    nasty.object("B", "a", (10, "o7"), (20, "o9"))
    (group,) = counted_in(nasty.count())["buckets"][0]["objects"]
    assert group["complete"] == ["Old"]
    assert group["present"] == ["Old", "Old/LTO7", "Old/LTO9"]


def test_copies_count_once_a_location(nasty, project):
    """Twice in a domain, on two tapes and on one."""
    nasty.object("B", "a", (10, "o7", "o7b", "o7", "n9", "n9"))
    inventory = nasty.count()
    assert figures(project, inventory) == [1, 10, 1, 10, 0, 0]
    assert inventory.copy_groups.get(location__name="Old/LTO7").copies == 3


def test_copies_that_are_not_good_are_nowhere(nasty, project):
    nasty.object("B", "obsolete", (1, "o7!obsolete", "n9"))
    nasty.object("B", "suspect", (2, "o7!suspect"))
    nasty.object("B", "both", (4, "o7!obsolete!suspect"))
    nasty.object("B", "lost", (8, "lost"))
    nasty.object("B", "lost suspect", (16, "lost!suspect"))
    nasty.object("B", "good too", (32, "o7!obsolete", "o7b"))
    inventory = nasty.count()
    assert figures(project, inventory) == [1, 32, 1, 1, 1, 32]
    assert inventory.sanity["nowhere_objects"] == 4
    assert inventory.sanity["nowhere_size"] == 2 + 4 + 8 + 16
    copies = {(g.location.name, g.state): g.copies for g in inventory.copy_groups.all()}
    assert copies["Old/LTO7", "obsolete"] == 3
    assert copies["Old/LTO7", "suspect"] == 2
    assert copies["Old/LTO7", "lost"] == 1


def test_ejected_tapes_hold_their_data(nasty, project):
    nasty.object("B", "a", (10, "o7", "out"))
    inventory = nasty.count()
    assert figures(project, inventory) == [1, 10, 1, 10, 0, 0]
    assert inventory.copy_groups.get(location__name="New/LTO9").ejected_copies == 1


def test_folders_and_empty_objects_are_objects(nasty, project):
    nasty.object("B", "folder/", (0, "o7"))
    nasty.object("B", "empty", (0, "o7", "n9"))
    assert figures(project, nasty.count()) == [2, 0, 1, 0, 1, 0]


def test_versions_of_a_name_all_count(nasty, project):
    nasty.object("B", "a", (10, "o7"))
    nasty.object("B", "b", (20, "o7"))
    nasty.database.run("UPDATE ds3.s3_object SET name = 'a', latest = name = 'a'")
    assert figures(project, nasty.count())[:2] == [2, 30]


def test_unfinished_uploads_do_not(nasty, project):
    nasty.object("B", "uploading", (10, "o7"), (20,), done=False)
    nasty.object("B", "no blob")
    nasty.object("B", "nothing yet", done=False)
    inventory = nasty.count()
    assert figures(project, inventory) == [0] * 6
    bucket = inventory.buckets.get()
    assert (bucket.unfinished_objects, bucket.unfinished_size) == (3, 30)
    assert not inventory.copy_groups.exists()


def test_a_blob_without_any_copy(nasty, project):
    nasty.object("B", "a", (10, "o7", "n9"), (20,))
    inventory = nasty.count()
    assert figures(project, inventory) == [1, 10, 0, 10, 1, 0]
    assert inventory.sanity["incomplete_objects"] == 1
    assert inventory.sanity["nowhere_blobs"] == 1


def test_a_tape_that_belongs_to_no_domain(nasty, project):
    nasty.tape("stray", assigned_to_storage_domain=True)
    nasty.object("B", "a", (10, "stray"))
    inventory = nasty.count()
    assert figures(project, inventory) == [0] * 6
    assert inventory.sanity["homeless_copies"] == 1
    assert inventory.copy_groups.get().location is None


def test_buckets_of_any_name(nasty, project):
    names = ["", " ", "\t", "\n", "\\N", "\\.", "'; --", '"', "=1+1", "日本", "a/b",
             "B ", "b", "\u00e9", "e\u0301", "x" * 1500]  # fmt: skip
    for name in names:
        nasty.bucket(name)
        nasty.object(name, "a", (10, "o7"))
    inventory = nasty.count()
    found = list(inventory.buckets.order_by("number").values_list("name", flat=True))
    assert set(names[:-1]) <= set(found)
    assert len(found) == len(names) + 1
    assert max(map(len, found)) < 1100
    assert figures(project, inventory)[:2] == [len(names), 10 * len(names)]


def test_domains_that_differ_in_case_only(nasty, project):
    nasty.domain("old", ("Other", "LTO8"))
    nasty.tape("l8", "old", "LTO8")
    nasty.object("B", "a", (10, "o7"))
    nasty.object("B", "b", (20, "l8"))
    inventory = nasty.count()
    assert figures(project, inventory)[0] == 1
    assert figures(project, inventory, source="old")[:2] == [1, 20]


def test_a_domain_called_like_a_medium_of_another(nasty, project):
    nasty.domain("Old/LTO7", ("Other", "LTO8"))
    nasty.tape("l8", "Old/LTO7", "LTO8")
    nasty.object("B", "a", (10, "o7"))
    nasty.object("B", "b", (20, "l8"))
    inventory = nasty.count()
    domain = figures(project, inventory, source="Old/LTO7")
    assert domain[:2] == [1, 20]
    medium = figures(project, inventory, "IOM_EXCLUSION", target="Old/LTO7")
    assert medium[2:4] == [1, 10]


def test_two_domains_of_one_name_are_one_and_said_to_be(nasty, project):
    nasty.domain("New", ("Other", "LTO8"), key_="another")
    nasty.tape("l8", "another", "LTO8")
    nasty.object("B", "a", (10, "o7", "l8"))
    inventory = nasty.count()
    assert figures(project, inventory)[2] == 1
    assert "2 storage domains share the name 'New' and are counted as one." in (
        inventory.notes
    )


def test_more_locations_than_a_word_has_bits(nasty, project):
    for number in range(70):
        nasty.domain(f"D{number}", ("Other", "LTO8"))
        nasty.tape(f"t{number}", f"D{number}", "LTO8")
    nasty.object("B", "a", (10, "o7", "t69", "t3"), (20, "t69"))
    inventory = nasty.count()
    assert figures(project, inventory, source="D69", target="D3") == [
        1, 30, 0, 10, 1, 20
    ]  # fmt: skip
    assert figures(project, inventory, source="D3", target="D69")[2] == 1


def test_sums_beyond_a_million_terabytes(nasty, project):
    for number in range(9):
        nasty.object("B", str(number), (10**18, "o7", "n9"))
    assert figures(project, nasty.count())[1] == 9 * 10**18


def test_sums_beyond_64_bits_are_refused(nasty):
    for number in range(10):
        nasty.object("B", str(number), (10**18, "o7"))
    with pytest.raises(Refused, match="larger than any appliance's"):
        nasty.count()


def test_lengths_below_zero_are_refused(nasty):
    nasty.object("B", "a", (-1, "o7"))
    with pytest.raises(Refused, match="1 blobs have a length below zero"):
        nasty.count()


def test_nothing_at_all(nasty, project):
    inventory = nasty.count()
    assert (inventory.objects_count, inventory.size) == (0, 0)
    assert figures(project, inventory) == [0] * 6


def test_scratch_tapes_that_fit_the_target(nasty, project):
    nasty.tape("s1", type_="LTO9")
    nasty.tape("s2", type_="LTO8")
    nasty.tape("s3", type_="LTO_CLEANING_TAPE")
    nasty.tape("s4", type_="LTO9", state="BAD")
    phase = Phase(
        project=project, name="All", type="IOM_BUCKET", source="Old", target="New",
        target_tape_partition="Partition",
    )  # fmt: skip
    scratch = figures_for(phase=phase, inventory=nasty.count()).scratch
    assert (scratch.tapes, scratch.usable) == (3, 1)


def test_a_cleaning_tape_is_not_usable(nasty):
    nasty.tape("s1", type_="LTO_CLEANING_TAPE")
    assert nasty.count().tape_groups.get(type="LTO_CLEANING_TAPE").usable == 0


def test_ids_that_are_no_uuids_are_refused(nasty):
    with nasty.database.admin() as session:
        session.execute("ALTER TABLE ds3.blob ALTER COLUMN length TYPE text")
    try:
        with pytest.raises(Refused, match=r"ds3\.blob\.length is of type text"):
            nasty.count()
    finally:
        nasty.database.run(
            "ALTER TABLE ds3.blob ALTER COLUMN length TYPE bigint USING length::bigint"
        )


def test_rows_that_point_nowhere(nasty, project):
    nasty.object("B", "a", (10, "o7"))
    nasty.copy(key("no such blob"), "o7")
    nasty.copy(key(("blob", "B", "a", 0)), "no such tape")
    nasty.database.run(
        f"INSERT INTO ds3.blob (id, object_id, length, byte_offset) "
        f"VALUES ('{key('x')}', '{key('y')}', 5, 0)"
    )
    assert figures(project, nasty.count())[:2] == [1, 10]


def test_the_reader_alone_looks(nasty):
    """What it may not see is not counted as nothing."""
    nasty.database.run("REVOKE SELECT ON tape.blob_tape FROM PUBLIC")
    role = f"read_{nasty.database.suffix}"
    nasty.database.run(f"REVOKE SELECT ON tape.blob_tape FROM {role}")
    try:
        with pytest.raises((Refused, psycopg.Error), match="permission denied"):
            nasty.count()
    finally:
        nasty.database.run(f"GRANT SELECT ON tape.blob_tape TO {role}")
