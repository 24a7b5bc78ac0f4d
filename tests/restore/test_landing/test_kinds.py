"""BlackPearls and Rios of all ages, and what is neither."""

import pytest

from customers.appliances import Appliance
from files.errors import Refused
from restore.dumps.catalogues import BLACKPEARL, recognise
from restore.types import Column, Table


def table(name: str, columns: str) -> Table:
    schema, _, plain = name.rpartition(".")
    return Table(schema, plain, tuple(Column(c, "text") for c in columns.split()))


def blackpearl(**changes: str) -> list[Table]:
    """Of today, but for `schema__table="columns"`; "" leaves a table out."""
    now = {
        **BLACKPEARL,
        "tape.tape": f"{BLACKPEARL['tape.tape']} storage_domain_member_id role",
        "pool.pool": f"{BLACKPEARL['pool.pool']} storage_domain_member_id",
        "ds3.s3_object": f"{BLACKPEARL['ds3.s3_object']} name latest",
        "tape.suspect_blob_tape": "id",
        "tape.obsolete_blob_tape": "id",
        "public.schema_migrations": "version",
    }
    now |= {name.replace("__", "."): what for name, what in changes.items()}
    return [table(name, columns) for name, columns in now.items() if columns]


def rio(schema: str = "public") -> list[Table]:
    return [
        table(f"{schema}.broker", "broker_id broker_name more"),
        table(f"{schema}.broker_object", "broker_object_id broker_id file_name size"),
        table(f"{schema}.cruise", "id"),
    ]


def refused(tables: list[Table], chosen: Appliance = Appliance.BLACKPEARL) -> Refused:
    with pytest.raises(Refused) as caught:
        recognise(tables, chosen)
    return caught.value


def test_a_blackpearl_of_today() -> None:
    found = recognise(blackpearl(), Appliance.BLACKPEARL)
    assert (found.kind, found.notes) == (Appliance.BLACKPEARL, ())


@pytest.mark.parametrize("schema", ["public", "rio", 'o"dd'])
def test_a_rio_in_any_schema(schema: str) -> None:
    found = recognise(rio(schema), Appliance.RIO)
    assert (found.kind, found.schema) == (Appliance.RIO, schema)


def test_what_it_is_when_nobody_chose() -> None:
    assert recognise(rio()).kind is Appliance.RIO
    assert recognise(blackpearl()).kind is Appliance.BLACKPEARL


def test_one_declared_as_the_other() -> None:
    assert refused(rio(), Appliance.BLACKPEARL).sentence == (
        "This is the backup of a Rio, not of a BlackPearl. Restore it as Rio."
    )
    assert refused(blackpearl(), Appliance.RIO).code == "wrong_kind"


def test_a_blackpearl_with_a_broker_table_is_what_was_chosen() -> None:
    assert (
        recognise([*blackpearl(), *rio()], Appliance.BLACKPEARL).kind
        is Appliance.BLACKPEARL
    )


def test_before_november_2017() -> None:
    older = blackpearl(
        tape__tape=f"{BLACKPEARL['tape.tape']} storage_domain_id",
        pool__pool=f"{BLACKPEARL['pool.pool']} storage_domain_id",
        tape__obsolete_blob_tape="",
        ds3__s3_object=BLACKPEARL["ds3.s3_object"],
    )
    notes = " ".join(
        note.sentence for note in recognise(older, Appliance.BLACKPEARL).notes
    )
    assert "November 2017" in notes
    assert "name their storage domain" in notes
    assert "before 2018" in notes
    assert "before 2022" in notes
    assert "suspect" not in notes


def test_before_2015() -> None:
    oldest = blackpearl(
        ds3__storage_domain="",
        ds3__storage_domain_member="",
        ds3__data_persistence_rule="",
        tape__tape=BLACKPEARL["tape.tape"],
        pool__pool=BLACKPEARL["pool.pool"],
    )
    found = refused(oldest)
    assert found.code == "too_old"
    assert "before 2015" in found.sentence


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"ds3__blob": ""}, "ds3.blob"),
        ({"ds3__blob": "id object_id"}, "ds3.blob.length"),
        ({"ds3__storage_domain": ""}, "ds3.storage_domain"),
        ({"tape__tape": BLACKPEARL["tape.tape"]}, "tape.tape.storage_domain_member_id"),
        ({"pool__pool": "id"}, "pool.pool.partition_id"),
    ],
)
def test_what_is_missing_is_named(changes: dict[str, str], named: str) -> None:
    found = refused(blackpearl(**changes))
    assert found.code == "missing_parts"
    assert named in found.sentence


def test_a_rio_without_sizes() -> None:
    broken = [rio()[0], table("public.broker_object", "broker_object_id broker_id")]
    assert "public.broker_object.file_name" in refused(broken, Appliance.RIO).sentence


def test_only_migrations() -> None:
    found = refused([table("public.schema_migrations", "version")])
    assert found.code == "not_a_catalogue"
    assert "only public.schema_migrations" in found.sentence


def test_nothing_at_all() -> None:
    assert refused([]).code == "no_tables"


def test_another_application() -> None:
    names = ["auth_user", "shop_order", "a\nb\x1b[31m"]
    found = refused([table(f"public.{name}", "id") for name in names])
    assert found.code == "not_a_catalogue"
    assert "public.auth_user" in found.sentence
    assert found.sentence.isprintable()


def test_many_missing_parts_stay_one_sentence() -> None:
    found = refused([table("ds3.bucket", "id"), table("ds3.storage_domain", "id name")])
    assert len(found.sentence) < 300
    assert " more." in found.sentence
