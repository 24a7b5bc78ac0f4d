"""Any two names, in any script, get two safe and different suffixes."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from customers.naming import MAX_LENGTH, database_suffix, sanitize

pytestmark = pytest.mark.slow

SAFE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
LONG = "A very long name of a studio that shares its first sixty chars "


@given(st.lists(st.text(), max_size=8))
@example(["A&B", "A B", "a b", "A_B"])
@example(["日本", "中国", "", "🎬", "🎬🎬"])
@example(["ß", "ss", "SS", "ẞ"])
@example(["İ", "i", "I", "ı"])
@example([LONG + "one", LONG + "two", LONG])
@example(["\ud800", "\0", "_", "-"])
def test_names_get_safe_suffixes_of_their_own(names):
    taken: set[str] = set()
    for name in names:
        suffix = database_suffix(name, taken)
        assert suffix not in taken
        assert len(suffix) <= MAX_LENGTH
        assert SAFE.fullmatch(suffix), suffix
        taken.add(suffix)


@given(st.text(), st.sets(st.text(max_size=5), max_size=3))
def test_the_same_name_always_gets_the_same_suffix(name, taken):
    assert database_suffix(name, taken) == database_suffix(name, taken)


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("NWS Networks", "nws_networks"),
        ("  Northwind -- Studios!  ", "northwind_studios"),
        ("Ålesund Fjærland Ørsta", "alesund_fjaerland_orsta"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Łódź", "lodz"),
        ("Kanal ４", "kanal_4"),
        ("Studio™", "studiotm"),
    ],
)
def test_a_name_is_transliterated(name, suffix):
    assert database_suffix(name, set()) == suffix


def test_the_first_of_two_alike_names_gets_the_plain_suffix():
    first = database_suffix("A&B", set())
    assert first == "a_b"
    assert re.fullmatch(r"a_b_[0-9a-f]{8}", database_suffix("A B", {first}))


def test_a_name_without_a_latin_letter_still_gets_a_suffix():
    assert sanitize("日本") == ""
    assert re.fullmatch(r"customer_[0-9a-f]{8}", database_suffix("日本", set()))


def test_a_long_name_is_cut_where_it_leaves_no_underscore():
    assert database_suffix("x" * 39 + " y", set()) == "x" * 39


def test_a_suffix_whose_hash_is_taken_gets_another_hash():
    first = database_suffix("A B", {"a_b"})
    assert database_suffix("A B", {"a_b", first}) not in {"a_b", first}
