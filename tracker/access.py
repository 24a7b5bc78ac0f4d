"""Who may do what: the roles, and the guard that views carry.

The querysets' `.for_user()` decide which *objects* a user sees; without access it is
404. What a user may *do* is a permission of the role; without it, it is 403.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.decorators import permission_required

VIEWER, OPERATOR, MANAGER = "viewer", "operator", "manager"
ROLES = (VIEWER, OPERATOR, MANAGER)

READ = {
    "customers": ("customer",),
    "projects": ("project",),
    "phases": (
        "phase",
        "migrationdata",
        "phasepause",
        "projecttemplate",
        "setaside",
    ),
    "notes": ("note", "attachment"),
    "uploads": ("upload",),
    "restore": ("backup", "restore", "restoreddatabase"),
    "gather": ("inventory", "origin"),
    "reports": ("report",),
    "jobs": ("job",),
}
# What each role may do beyond the one before it: (app, model): actions.
MORE: dict[str, dict[tuple[str, str], str]] = {
    VIEWER: {(app, name): "view" for app, names in READ.items() for name in names},
    OPERATOR: {
        ("customers", "customer"): "add",
        ("phases", "phase"): "add change delete",
        ("phases", "migrationdata"): "add change delete",
        ("phases", "phasepause"): "add change delete",
        ("notes", "note"): "add change delete",  # one's own; see notes/services.py
        ("phases", "setaside"): "add delete",
        ("restore", "restore"): "add",
        ("uploads", "upload"): "add",
        ("gather", "inventory"): "add",
        ("reports", "report"): "add",
        ("jobs", "job"): "change",
    },
    MANAGER: {
        ("customers", "customer"): "change delete",
        ("customers", "customeraccess"): "view add change delete",
        ("projects", "project"): "add change delete",
        ("restore", "restoreddatabase"): "delete",
        ("restore", "serverassignment"): "change",
        ("phases", "projecttemplate"): "add change delete",
        ("gather", "inventory"): "change",  # discard
        ("tracker", "user"): "view add change",
        ("jobs", "service"): "view",  # and with it the page of health
    },
}


def needs(permission: str) -> Callable[[Any], Any]:
    """A view for those whose role has the permission; others get 403."""
    return permission_required(permission, raise_exception=True)


def codenames(role: str) -> set[tuple[str, str]]:
    """(app, codename) of everything the role may do."""
    upto = ROLES[: ROLES.index(role) + 1]
    return {
        (app, f"{action}_{model}")
        for lower in upto
        for (app, model), actions in MORE[lower].items()
        for action in actions.split()
    }


def grant_roles(*, using: str) -> None:
    """Make the groups hold exactly what the table above says."""
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.using(using)
    rights = {
        (p.content_type.app_label, p.codename): p
        for p in permissions.select_related("content_type")
    }
    for role in ROLES:
        group, _ = group_model.objects.using(using).get_or_create(name=role)
        group.permissions.set([rights[key] for key in codenames(role) if key in rights])
