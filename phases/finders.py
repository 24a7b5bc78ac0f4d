from typing import Any

from phases.models import Phase
from tracker.models import User
from tracker.searching import Hit, action, finder

action("Add phase", "phases:create", icon="plus", permission="phases.add_phase")
action(
    "Add several phases",
    "phases:create_many",
    icon="plus",
    permission="phases.add_phase",
)


def place_of(phase: Phase) -> str:
    return f"{phase.project.customer}, {phase.project}"


def show_phase(phase: Phase, words: list[str]) -> Hit:
    return Hit(phase.name, phase.get_absolute_url(), place_of(phase))


@finder(
    "Phases",
    order=30,
    permission="phases.view_phase",
    own=("name",),
    above=("project__name", "project__customer__name"),
    show=show_phase,
)
def phases(user: User) -> Any:
    return Phase.objects.for_user(user).with_project()
