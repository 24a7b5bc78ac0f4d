"""Figures from an inventory in memory, without any database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gather.measuring.figures import (
    Blobs,
    Figures,
    Objects,
    Place,
    Scope,
    Stock,
    measure,
    sum_up,
)
from gather.measuring.names import Unknown, near

OLD, OLD7, NEW, NEW9 = 1, 2, 4, 8
PLACES = [
    Place(0, "domain", "Old"),
    Place(1, "tape", "Old/LTO7", 0, "LTO7"),
    Place(2, "domain", "New"),
    Place(3, "tape", "New/LTO9", 2, "LTO9"),
    Place(4, "pool", "Old/pool:Disk A", 0, "Disk A"),
]
MASKS = st.integers(0, 15)
SIZES = st.integers(0, 2**62)


def scope(**more) -> Scope:
    return Scope(
        **{"type": "IOM_BUCKET", "name": "All", "source": "Old", "target": "New"} | more
    )


@given(st.lists(st.tuples(MASKS, MASKS, SIZES), max_size=20))
def test_source_and_target_add_up(rows):
    """What remains, and what is on both, is the source: in objects and in bytes."""
    objects = [Objects(0, c & p, p, 1, size) for c, p, size in rows]
    blobs = [Blobs(0, p, size) for _, p, size in rows]
    found = sum_up(objects, blobs, OLD, NEW)
    both = [g for g in objects if g.present & OLD and g.complete & NEW]
    assert found.remaining_objects == found.source_objects - len(both)
    shared = sum(b.size for b in blobs if b.on & OLD and b.on & NEW)
    assert found.remaining_size == found.source_size - shared


@given(st.lists(st.tuples(st.integers(0, 2), MASKS, SIZES), max_size=20))
def test_buckets_add_up_to_all(rows):
    stock = Stock(
        places=PLACES,
        buckets=["a", "b", "c"],
        objects=[Objects(b, mask, mask, 1, size) for b, mask, size in rows],
        blobs=[Blobs(b, mask, size) for b, mask, size in rows],
    )
    measured = measure(stock, scope())
    parts = [figures.as_dict() for _, figures in measured.per_bucket]
    assert measured.figures.as_dict() == {
        name: sum(part[name] for part in parts) for name in Figures().as_dict()
    }


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("LTO7", "Old/LTO7"),
        ("Old/LTO7", "Old/LTO7"),
        ("Disk A", "Old/pool:Disk A"),
        ("pool:Disk A", "Old/pool:Disk A"),
        ("New", "New"),
        ("New/LTO9", "New/LTO9"),
    ],
)
def test_the_target_of_an_exclusion(target, found):
    """A medium within the source, by its full or its short name; else another place."""
    stock = Stock(places=PLACES)
    measured = measure(stock, scope(type="IOM_EXCLUSION", target=target))
    assert measured.target.name == found


@pytest.mark.parametrize(
    ("name", "rule", "buckets"),
    [
        ("NEWS", "named", ["NEWS"]),
        ("NEWS: second copy", "named", ["NEWS"]),
        ("news: second copy", "all", []),
        ("Other", "all", []),
        (": x", "all", []),
    ],
)
def test_which_buckets(name, rule, buckets):
    stock = Stock(places=PLACES, buckets=["NEWS", "SPORT"])
    measured = measure(stock, scope(name=name))
    assert (measured.rule, list(measured.buckets)) == (rule, buckets)


def test_an_exclusion_is_of_all_buckets_whatever_its_name():
    stock = Stock(places=PLACES, buckets=["NEWS"])
    measured = measure(stock, scope(type="IOM_EXCLUSION", name="NEWS", target="LTO7"))
    assert measured.rule == "all"


def test_a_location_can_not_be_its_own_target():
    with pytest.raises(Unknown, match="are the same"):
        measure(Stock(places=PLACES), scope(target="Old"))


def test_near_names_begin_with_those_that_differ_in_case_only():
    names = ["Archive LTO9", "archive lto9", "Archive", "Other"]
    assert near(names, "ARCHIVE LTO9")[:2] == ["Archive LTO9", "archive lto9"]
    assert near(names, "rchiv")
    assert not near(names, "zzz")
