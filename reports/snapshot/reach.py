from phases.forecast import Outlook
from reports.snapshot.data import Reach


def reach(outlook: Outlook | None) -> Reach | None:
    """When all of one unit is done: early, likely, late."""
    if outlook is None:
        return None
    return Reach(*(outlook.quantile(chance) for chance in (0.1, 0.5, 0.9)))
