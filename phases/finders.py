from typing import Any

from phases.models import Phase, PhaseNote
from tracker.models import User
from tracker.searching import Hit, action, around, finder

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


def show_note(note: PhaseNote, words: list[str]) -> Hit:
    phase = note.phase
    url = f"{phase.get_absolute_url()}#notes"
    return Hit(around(note.text, words), url, f"{place_of(phase)}, {phase}")


@finder(
    "Notes",
    order=80,
    permission="phases.view_phasenote",
    own=("text",),
    above=("phase__name",),
    show=show_note,
)
def notes(user: User) -> Any:
    visible = Phase.objects.for_user(user).values("pk")
    written = PhaseNote.objects.filter(phase__in=visible)
    return written.select_related("phase__project__customer")
