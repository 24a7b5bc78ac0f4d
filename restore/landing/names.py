"""Names on a landing server tell what a thing is, and which job made it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

LONGEST = 63  # bytes; PostgreSQL cuts longer names silently
OWNER = "restored_owner"  # owns what was published; no one can log in as it
OLD = "__old_"


class Sort(StrEnum):
    STAGING = "staging"
    LOAD_ROLE = "load role"
    OLD = "old"


@dataclass(frozen=True)
class JobName:
    sort: Sort
    job: str  # the id's hex digits; of an old database the first 12
    live: str = ""  # what an old database was called, perhaps cut

    def is_of(self, job_id: UUID) -> bool:
        return job_id.hex.startswith(self.job)


def staging_name(job_id: UUID) -> str:
    return f"stg_{job_id.hex}"


def load_role(job_id: UUID) -> str:
    return f"load_{job_id.hex}"


def old_name(live: str, job_id: UUID) -> str:
    """The job is the one that replaced it."""
    end = f"{OLD}{job_id.hex[:12]}"
    return live[: LONGEST - len(end)] + end


def reader_role(suffix: str) -> str:
    return f"read_{suffix}"


def application_name(job_id: UUID) -> str:
    """By this the server's sessions of a job are known, and ended."""
    return f"restore-{job_id.hex}"


PATTERNS = (
    (Sort.STAGING, re.compile(r"stg_(?P<job>[0-9a-f]{32})")),
    (Sort.LOAD_ROLE, re.compile(r"load_(?P<job>[0-9a-f]{32})")),
    (Sort.OLD, re.compile(rf"(?P<live>.+){OLD}(?P<job>[0-9a-f]{{12}})", re.DOTALL)),
)


def parse_name(name: str) -> JobName | None:
    for sort, pattern in PATTERNS:
        if match := pattern.fullmatch(name):
            parts = match.groupdict()
            return JobName(sort, parts["job"], parts.get("live", ""))
    return None
