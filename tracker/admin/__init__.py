from tracker.admin import events, site  # noqa: F401
from tracker.admin.base import (
    ForUser,
    OfCustomerAdmin,
    Pages,
    ReadOnlyAdmin,
    ReadOnlyInline,
    RuledAdmin,
    RuledInline,
    SwitchedAdmin,
)

__all__ = [
    "ForUser",
    "OfCustomerAdmin",
    "Pages",
    "ReadOnlyAdmin",
    "ReadOnlyInline",
    "RuledAdmin",
    "RuledInline",
    "SwitchedAdmin",
]
