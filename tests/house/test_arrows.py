"""Who may know whom: a room names what stands below it, and nothing above."""

from pathlib import Path

import pytest

from tests.house import arrows
from tests.house.plan import FLOORS, PLAIN, ROOMS, may_know


def test_no_arrow_runs_upward() -> None:
    assert [str(a) for a in arrows.arrows() if not may_know(a.room, a.other)] == []


def test_no_circle_of_modules() -> None:
    assert arrows.circles() == []


def test_every_app_is_a_room(settings) -> None:
    ours = {p.parent.name for p in arrows.HOME.glob("*/__init__.py")} - {"tests"}
    assert ours == set(ROOMS)


@pytest.mark.parametrize("room", PLAIN)
def test_the_ground_floor_is_plain_python(room: str) -> None:
    named = {
        name
        for path in arrows.python_files()
        if path.relative_to(arrows.HOME).parts[0] == room
        for name in arrows.all_imports(path)
    }
    assert "django" not in {name.partition(".")[0] for name in named}


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("from gather.models import Inventory", "gather"),
        ("def f():\n    import reports.models", "reports"),
        ('reverse("phases:list")', "phases"),
        ('redirect("gather:gather")', "gather"),
        ('render(request, "reports/list.html")', "reports"),
    ],
)
def test_an_upward_arrow_of_python_is_seen(text: str, other: str) -> None:
    """As if someone added it to a lower room."""
    upward = arrows.arrows_of("customers/views.py", text)
    assert [arrow.other for arrow in upward] == [other]
    assert not may_know("customers", other)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("{% url 'gather:gather' %}", "gather"),
        ('{% include "reports/menu.html" with row=1 %}', "reports"),
        ("{% load static phases %}", "phases"),
    ],
)
def test_an_upward_arrow_of_a_template_is_seen(text: str, other: str) -> None:
    upward = arrows.arrows_of("templates/customers/list.html", text)
    assert other in [arrow.other for arrow in upward]


def test_rooms_of_one_floor_do_not_know_each_other() -> None:
    for floor in FLOORS:
        assert [
            (room, other)
            for room in floor
            for other in floor
            if room != other and may_know(room, other)
        ] in ([], [("jobs", "customers")])


def test_a_circle_is_seen(monkeypatch) -> None:
    leads_to = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}
    monkeypatch.setattr(arrows, "modules", lambda: dict.fromkeys(leads_to, Path()))
    monkeypatch.setattr(arrows, "imports_of", leads_to.get)
    assert arrows.circles() == [["a", "b", "c"]]
