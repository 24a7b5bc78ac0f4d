"""A cursor survives its address, and one made by hand does no harm."""

import base64
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.models import Phase
from tests.tracker.builders import some_phases
from tracker.paging import Cursor, key_page

PK = "00000000-0000-0000-0000-000000000001"


@given(st.text(), st.booleans())
def test_a_text_comes_back(text, backwards):
    cursor = Cursor(text, PK, backwards)
    assert Cursor.decode(cursor.encode()) == cursor


@pytest.mark.parametrize(
    "value",
    [date(2026, 1, 5), datetime(2026, 1, 5, 10, 0, 0, 123456, tzinfo=UTC)],
)
def test_a_time_comes_back_to_the_microsecond(value):
    cursor = Cursor.decode(Cursor(value, PK, False).encode())
    assert type(value).fromisoformat(cursor.value) == value


@given(st.text())
def test_any_text_is_a_cursor_or_none(text):
    assert Cursor.decode(text) is None or isinstance(Cursor.decode(text), Cursor)


def forged(*parts: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


DEEP = base64.urlsafe_b64encode(b"[" * 5000).decode()
INFINITE = base64.urlsafe_b64encode(f'[Infinity, "{PK}", false]'.encode()).decode()
FORGERIES = [
    "x", "é", DEEP, INFINITE, forged(1), forged(1, 2, 3), forged("a", "b", "c"),
    forged("a", "not an id", False), forged("a\0", PK, False), forged(None, PK, True),
    forged("\ud800", PK, False), forged({"a": 1}, PK, False), forged([1], PK, False),
    forged(2**70, PK, False), forged("2026-99-99", PK, True), forged(True, PK, False),
    forged("' OR 1=1 --", PK, False),
]  # fmt: skip


@pytest.mark.parametrize("order", ["sort_name", "-target_date", "created_at", "status"])
def test_a_forged_cursor_does_no_harm(project, order):
    some_phases(project, 3)
    for cursor in FORGERIES:
        page = key_page(
            Phase.objects.sortable(), order=order, unknown=True, cursor=cursor
        )
        assert len(page.rows) <= 3, cursor


def test_a_page_whose_rows_are_gone_starts_anew(project):
    some_phases(project, 3)
    page = key_page(Phase.objects.sortable(), order="sort_name", size=2)
    Phase.objects.filter(name="Part 00002").delete()
    after = key_page(
        Phase.objects.sortable(), order="sort_name", size=2, cursor=page.next
    )
    assert after.rows == page.rows
