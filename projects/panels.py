from projects.filters import ProjectFilter
from projects.tables import ProjectTable
from tracker.panels import plain_panel, section
from tracker.remembered.listings import listing

listing(
    ProjectTable,
    ProjectFilter,
    page="projects:list",
    permission="projects.view_project",
)
section("Projects", "projects:list", icon="projects", order=30)


plain_panel(
    "customer.actions",
    "projects/add_to_customer.html",
    order=90,
    permission="projects.add_project",
)
