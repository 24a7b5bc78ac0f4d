from ctypes.util import find_library

from tracker.health import UnwellError, health_check


@health_check(
    "pdf",
    title="PDF reports",
    advice="Install Pango (see the administrator’s guide). Reports in the other "
    "formats work without it.",
    required=False,
)
def pango() -> str:
    if find_library("pangoft2-1.0") is None:
        raise UnwellError(
            "Pango is not installed, so reports can’t be created as PDF here."
        )
    return "Pango is installed"
