"""What a user may do, read in one query: every request needs it."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

HELD = """
    SELECT app_label || '.' || codename
    FROM auth_permission
    JOIN django_content_type ON django_content_type.id = content_type_id
    WHERE auth_permission.id IN (
        SELECT permission_id FROM tracker_user_user_permissions WHERE user_id = %(user)s
        UNION ALL
        SELECT permission_id FROM tracker_user_groups
        JOIN auth_group_permissions USING (group_id) WHERE user_id = %(user)s
    )
"""


class Backend(AuthenticationBackend):
    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The user's own and those of the roles; Django asks for them one by one."""
        if user_obj.is_superuser or not user_obj.is_active or obj is not None:
            permissions: set[str] = super().get_all_permissions(user_obj, obj)
            return permissions
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = held_by(user_obj.pk)
        return user_obj._perm_cache  # type: ignore[no-any-return]


def held_by(user: Any) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"user": user})
        return {name for (name,) in cursor.fetchall()}
