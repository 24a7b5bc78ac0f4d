"""What a room shows on the pages of rooms below it.

A page names a place; rooms that know more register in their panels.py:

    @panel("customer.body", "restore/of_customer.html", order=20)
    def restores(request, customer):
        return {"restores": …}  # what the template needs; None: nothing is shown

    section("Customers", "customers:list", icon="customers", order=20)
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker.models import User
from tracker.request import Request

Context = Callable[[Request, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    template: str
    order: int
    context: Context


@dataclass(frozen=True)
class Section:
    """A line of the navigation."""

    label: str
    url_name: str
    icon: str
    order: int
    permission: str  # without which it is not shown
    only_here: bool  # not marked on the pages below it
    count: Callable[[User], int] | None  # of what waits there for the user


_panels: dict[str, list[Panel]] = defaultdict(list)
_sections: list[Section] = []


def panel(place: str, template: str, *, order: int = 0) -> Callable[[Context], Context]:
    def register(context: Context) -> Context:
        _panels[place].append(Panel(template, order, context))
        _panels[place].sort(key=lambda panel: panel.order)
        return context

    return register


def plain_panel(
    place: str, template: str, *, order: int = 0, permission: str = ""
) -> None:
    """One whose template needs nothing more than the page has."""

    @panel(place, template, order=order)
    def context(request: Request, _: Any) -> dict[str, Any] | None:
        return {} if not permission or request.user.has_perm(permission) else None


def panels_at(place: str) -> list[Panel]:
    return _panels[place]


def section(
    label: str,
    url_name: str,
    *,
    icon: str,
    order: int,
    permission: str = "",
    only_here: bool = False,
    count: Callable[[User], int] | None = None,
) -> None:
    _sections.append(
        Section(label, url_name, icon, order, permission, only_here, count)
    )
    _sections.sort(key=lambda section: section.order)


def sections() -> list[Section]:
    return _sections
