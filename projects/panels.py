from tracker.panels import plain_panel, section

section("Projects", "projects:list", icon="projects", order=30)


plain_panel(
    "customer.actions",
    "projects/add_to_customer.html",
    order=90,
    permission="projects.add_project",
)
