from phases.models import Phase
from projects.models import Project
from tracker.commands import find


def find_phase(project: Project, wanted: str) -> Phase:
    """By id, or by name whatever its case; among this project's only."""
    phases = Phase.objects.filter(project=project).with_project()
    return find(phases, wanted, missing=f"{project} has no phase called")
