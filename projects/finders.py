from typing import Any

from projects.models import Project
from tracker.models import User
from tracker.searching import Hit, action, finder

action("Add project", "projects:create", icon="plus", permission="projects.add_project")


def show(project: Project, words: list[str]) -> Hit:
    return Hit(project.name, project.get_absolute_url(), str(project.customer))


@finder(
    "Projects",
    order=20,
    permission="projects.view_project",
    own=("name",),
    above=("customer__name",),
    show=show,
)
def projects(user: User) -> Any:
    return Project.objects.for_user(user).select_related("customer")
