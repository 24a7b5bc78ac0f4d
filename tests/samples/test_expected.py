"""The right answers are right."""

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samples.catalogue import Catalogue
from samples.making import make

from . import bruteforce


def agree(catalogue: Catalogue) -> None:
    expected = catalogue.expected()["inventory"]
    plodding = bruteforce.inventory(catalogue)
    assert objects_of(expected, "objects") == plodding["objects"]
    assert objects_of(expected, "size") == plodding["sizes"]
    assert blobs_of(expected, "blobs") == plodding["blobs"]
    assert blobs_of(expected, "size") == plodding["blob_sizes"]
    assert waiting(expected) == plodding["unfinished"]
    assert {
        (row["location"], row["state"]): row["copies"] for row in expected["copies"]
    } == plodding["copies"]
    assert {
        (row["partition"], row["type"], row["state"], row["assigned"]): row["tapes"]
        for row in expected["tapes"]
    } == plodding["tapes"]
    by_type = {(row["partition"], row["type"]): row for row in expected["scratch"]}
    all_, usable = plodding["scratch"]
    assert {key: row["tapes"] for key, row in by_type.items()} == all_
    assert {key: row["usable"] for key, row in by_type.items()} == dict(usable)


def objects_of(expected: Any, figure: str) -> dict[Any, int]:
    return {
        (
            bucket["bucket"],
            frozenset(row["complete"]),
            frozenset(row["present"]),
        ): row[figure]
        for bucket in expected["buckets"]
        for row in bucket["objects"]
    }


def blobs_of(expected: Any, figure: str) -> dict[Any, int]:
    return {
        (bucket["bucket"], frozenset(row["locations"])): row[figure]
        for bucket in expected["buckets"]
        for row in bucket["blobs"]
    }


def waiting(expected: Any) -> dict[str, int]:
    return {
        bucket["bucket"]: bucket["unfinished"]["objects"]
        for bucket in expected["buckets"]
        if bucket["unfinished"]["objects"]
    }


@settings(max_examples=15, deadline=None)
@given(
    objects=st.integers(0, 60),
    seed=st.integers(),
    migrated=st.integers(0, 100),
    age=st.sampled_from(["current", "2017"]),
)
def test_small_catalogues_by_plodding(
    objects: int, seed: int, migrated: int, age: str
) -> None:
    agree(
        make(kind="blackpearl", objects=objects, seed=seed, migrated=migrated, age=age)
    )


def test_a_larger_one_by_plodding() -> None:
    agree(make(kind="blackpearl", objects=5_000, seed=7))


@pytest.mark.parametrize("percent", [0, 35, 100])
def test_as_much_is_migrated_as_was_asked(percent: int) -> None:
    catalogue = make(kind="blackpearl", objects=3_000, migrated=percent)
    figures = catalogue.expected()["inventory"]["migration"]
    share = 1 - figures["remaining_objects"] / figures["source_objects"]
    assert share == pytest.approx(percent / 100, abs=0.05)


@pytest.mark.parametrize("name", ["migration", "exclusion"])
def test_the_figures_are_sums_over_the_groups(name: str) -> None:
    inventory = make(kind="blackpearl", objects=2_000).expected()["inventory"]
    figures, buckets = inventory[name], inventory["buckets"]
    source, target = figures["source"], figures["target"]
    objects = [row for bucket in buckets for row in bucket["objects"]]
    blobs = [row for bucket in buckets for row in bucket["blobs"]]
    here = [row for row in objects if source in row["present"]]
    left = [row for row in here if target not in row["complete"]]
    there = [row for row in objects if target in row["complete"]]
    on_source = [row for row in blobs if source in row["locations"]]
    on_target = [row for row in blobs if target in row["locations"]]
    elsewhere = [row for row in objects if row not in here and row not in there]
    nowhere = [row for row in blobs if row not in on_source and row not in on_target]
    to_do = [row for row in on_source if target not in row["locations"]]
    assert figures == {
        "source": source,
        "target": target,
        "source_objects": sum(row["objects"] for row in here),
        "source_size": sum(row["size"] for row in on_source),
        "target_objects": sum(row["objects"] for row in there),
        "target_size": sum(row["size"] for row in on_target),
        "remaining_objects": sum(row["objects"] for row in left),
        "remaining_size": sum(row["size"] for row in to_do),
        "elsewhere_objects": sum(row["objects"] for row in elsewhere),
        "elsewhere_size": sum(row["size"] for row in nowhere),
    }
    assert all(figures.values())


def test_some_objects_are_half_there() -> None:
    buckets = make(kind="blackpearl", objects=500).expected()["inventory"]["buckets"]
    half = [
        row
        for bucket in buckets
        for row in bucket["objects"]
        if "Archive LTO9" in row["present"] and "Archive LTO9" not in row["complete"]
    ]
    assert half


def test_a_catalogue_without_storage_domains_has_no_inventory() -> None:
    assert make(kind="blackpearl", objects=50, age="2014").inventory() is None


@settings(max_examples=15, deadline=None)
@given(objects=st.integers(0, 200), seed=st.integers(), migrated=st.integers(0, 100))
def test_brokers_by_plodding(objects: int, seed: int, migrated: int) -> None:
    catalogue = make(kind="rio", objects=objects, seed=seed, migrated=migrated)
    brokers = {
        row["broker_id"]: row["broker_name"] for row in catalogue.rows("public.broker")
    }
    rows = [
        (brokers[row["broker_id"]], row["file_name"], int(row["size"] or 0))
        for row in catalogue.rows("public.broker_object")
    ]
    holders = defaultdict(set)
    for broker, name, _ in rows:
        holders[name].add(broker)
    expected = catalogue.expected()["inventory"]
    for group in expected["objects"]:
        mine = [
            size
            for broker, name, size in rows
            if broker == group["broker"] and sorted(holders[name]) == group["held_by"]
        ]
        assert (len(mine), sum(mine)) == (group["objects"], group["size"])
    assert sum(group["objects"] for group in expected["objects"]) == objects
