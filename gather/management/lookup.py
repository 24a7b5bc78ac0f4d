from phases.models import Phase
from projects.models import Project
from tracker.commands import find


def find_phase(project: Project, name_or_id: str) -> Phase:
    """By id, or by name in any case; only among this project's phases."""
    phases = Phase.objects.filter(project=project).with_project()
    return find(phases, name_or_id, missing=f"{project} has no phase called")
