"""How much of an archive has arrived."""

from restore.landing.copied import Copied

LIST = """\
10; 0 16425 TABLE DATA ds3 blob Administrator
11; 0 16426 TABLE DATA ds3 blob two Administrator
12; 0 16427 TABLE DATA ds3 s3_object Administrator
"""
SIZES = {10: 100, 11: 1000, 12: 10_000}


def test_without_sizes_the_text_is_counted() -> None:
    copied = Copied({}, LIST)
    copied.see([("ds3", "blob", 50), ("ds3", "s3_object", 7)])
    copied.see([("ds3", "s3_object", 70)])
    assert copied.done == 120


def test_a_finished_table_counts_whole() -> None:
    copied = Copied(SIZES, LIST)
    copied.finish(10)
    copied.finish(10)
    copied.finish(99)
    assert copied.done == 100


def test_a_table_is_not_whole_before_it_is_finished() -> None:
    copied = Copied(SIZES, LIST)
    copied.see([("ds3", "s3_object", 10**9)])
    assert copied.done == 9500
    copied.finish(12)
    assert copied.done == 10_000


def test_the_ratio_is_learnt() -> None:
    copied = Copied(SIZES, LIST)
    copied.see([("ds3", "blob two", 10_000), ("ds3", "s3_object", 3000)])
    assert copied.done == 950 + 1000
    copied.finish(11)
    copied.see([("ds3", "s3_object", 20_000)])
    assert copied.done == 1000 + 2000


def test_it_never_goes_back() -> None:
    copied = Copied(SIZES, LIST)
    copied.see([("ds3", "s3_object", 20_000), ("ds3", "blob", 10**6)])
    before = copied.done
    copied.finish(10)
    assert copied.done >= before


def test_tables_that_are_not_in_the_list_do_not_count() -> None:
    copied = Copied(SIZES, LIST)
    copied.see([("ds3", "other", 10**6), ("ds3", "blob two Admini", 10**6)])
    assert copied.done == 0
