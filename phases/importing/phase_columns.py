"""Which column of a file of phases is what."""

from collections.abc import Sequence

from phases.importing.mapping import Mapped, columns_by_title

NAME, PROJECT, CUSTOMER = "name", "project", "customer"
LABELS = {
    NAME: "Name",
    "type": "Type",
    "status": "Status",
    "status_reason": "Status reason",
    "source": "Source",
    "target": "Target",
    "target_tape_partition": "Target tape partition",
    "buckets": "Buckets",
    "target_date": "Target date",
    "expected_date": "Manual end date",
    "expected_reason": "Reason for the manual end date",
    PROJECT: "Project",
    CUSTOMER: "Customer",
}
ALIASES = {
    NAME: ("phase", "phase name", "migration phase"),
    "type": ("phase type", "kind"),
    "status": ("state",),
    "source": ("source location", "source storage domain", "source broker", "from"),
    "target": ("target location", "target storage domain", "target broker", "to"),
    "target_tape_partition": ("tape partition", "partition"),
    "buckets": ("bucket",),
    "target_date": ("due date", "due", "deadline"),
    PROJECT: ("project name",),
    CUSTOMER: ("customer name",),
}
DAYS = ("target_date", "expected_date")
# Only compared with the project that the file is imported into.
ABOVE = (PROJECT, CUSTOMER)
STORED = tuple(name for name in LABELS if name not in ABOVE)

# The table to fill in: the columns that most files need, each with an example.
EXAMPLE = {
    NAME: "News 2019: second copy",
    "type": "IOM by bucket",
    "status": "Planned",
    "source": "Storage domain A",
    "target": "Storage domain B",
    "target_tape_partition": "Partition 1",
    "buckets": "news_2019; news_2019_raw",
    "target_date": "2027-03-31",
}


def guess_phase_columns(header: Sequence[str]) -> Mapped:
    return columns_by_title(header, LABELS, ALIASES)


def unused_columns(header: Sequence[str], mapped: Mapped) -> list[str]:
    """The titles of columns that are not imported."""
    used = set(mapped.values())
    return [title for n, title in enumerate(header) if title and n not in used]
