from collections.abc import Callable
from typing import Any

import pytest

from reports.formats.registry import FORMATS
from reports.snapshot import Contents, ReportRequest, Snapshot, build
from tests.phases.states import one_of_each


@pytest.fixture
def states(project):
    """A phase in each state."""
    return one_of_each(project)


@pytest.fixture
def snapshot_of() -> Callable[..., Snapshot]:
    """Of a phase, a project or a customer."""

    def build_one(row: Any, *, parts: Contents | None = None, **more: Any) -> Snapshot:
        kind = type(row).__name__.lower()
        customer = {
            "customer": lambda: row,
            "project": lambda: row.customer,
            "phase": lambda: row.project.customer,
        }[kind]()
        of = {} if kind == "customer" else {kind: row}
        asked = ReportRequest(customer, contents=parts or Contents(), **of, **more)
        return build(asked, author="tess")

    return build_one


@pytest.fixture
def in_format() -> Callable[[str, Snapshot], bytes]:
    def render(name: str, snapshot: Snapshot) -> bytes:
        return FORMATS[name].render(snapshot)

    return render
