from tracker.admin import events, jobs, services, site  # noqa: F401
from tracker.admin.base import (
    ForUser,
    Pages,
    ReadOnlyAdmin,
    RuledAdmin,
    RuledInline,
)

__all__ = ["ForUser", "Pages", "ReadOnlyAdmin", "RuledAdmin", "RuledInline"]
