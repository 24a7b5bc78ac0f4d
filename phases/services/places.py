"""What other rooms know of the locations that a project's phases may have.

Those rooms know phases, but phases do not know them. They register in tasks.py:

    @offers_places
    def places_of(project): return Places(…)
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from phases.models import Phase
from projects.models import Project

LOCATIONS = ("source", "target", "target_tape_partition")


@dataclass(frozen=True)
class Places:
    """By the field of a phase."""

    offered: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # + words
    proposed: dict[str, str] = field(default_factory=dict)


Finder = Callable[[Project], Places]

_finders: list[Finder] = []


def offers_places(function: Finder) -> Finder:
    _finders[:] = [function]
    return function


def places_for(project: Project) -> Places:
    """Proposed are those of the project's latest phase, if there is one."""
    places = _finders[0](project) if _finders else Places()
    latest = Phase.objects.filter(project=project).order_by("-created_at").first()
    if latest is None:
        return places
    return Places(places.offered, {name: getattr(latest, name) for name in LOCATIONS})
