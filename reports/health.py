from ctypes.util import find_library

from tracker.health import UnwellError, health_check


@health_check(
    "pdf", advice="The other formats of reports work without it.", required=False
)
def pango() -> str:
    if find_library("pangoft2-1.0") is None:
        raise UnwellError(
            "Pango is not installed: no report can be made as PDF here (see the "
            "administrator's guide)."
        )
    return "Pango is there"
