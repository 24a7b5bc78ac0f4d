"""Files of columns, and the queries that count them."""

import json
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from embedded.programs.children import ChildFailed
from files.errors import Refused
from gather.stock.work import Work

COUNTER = Path(__file__).with_name("counter.py")
MOST = 200_000  # groups; real catalogues have some hundreds
LONGEST_LINE = 100_000
# Twice for each thread; the default of 32 MB would not fit into the memory.
BUFFER = 2_000_000
THREADS = 2
BYTES_A_ROW = 100  # in a file, and again where DuckDB spills
SIGNS_OF_A_FULL_DISK = re.compile("No space left|disk space|max_temp_directory_size")

Rows = list[list[Any]]
Columns = Mapping[str, str]  # names and DuckDB's types


def reading(file: Path, columns: Columns) -> str:
    """A file as COPY wrote it, as a table. What COPY escaped stays as it is."""
    types = ", ".join(f"'{name}': '{type_}'" for name, type_ in columns.items())
    path = str(file).replace("'", "''")
    return (
        f"read_csv('{path}', columns={{{types}}}, auto_detect=false, header=false, "
        "delim='\t', quote='', escape='', nullstr='\\N', new_line='\\n', "
        f"buffer_size={BUFFER}, max_line_size={LONGEST_LINE})"
    )


def count(
    work: Work, folder: Path, steps: Sequence[str], questions: Mapping[str, str]
) -> dict[str, Rows]:
    order = {
        "folder": str(folder),
        "memory": f"{settings.STOCK_MEMORY_MB}MB",
        "threads": THREADS,
        "steps": list(steps),
        "questions": {n: f"{q} LIMIT {MOST + 1}" for n, q in questions.items()},
    }
    answers: list[bytes] = []
    try:
        work.child(
            [sys.executable, "-I", COUNTER],
            name="DuckDB",
            feed=[json.dumps(order).encode()],
            on_output=answers.append,
        )
    except ChildFailed as failed:
        raise _refusal(failed) from failed
    answered: dict[str, Rows] = json.loads(b"".join(answers))
    for rows in answered.values():
        if len(rows) > MOST:
            raise too_varied(f"more than {MOST:,} groups")
    return answered


def _refusal(failed: ChildFailed) -> Exception:
    """What is no mistake of ours becomes a sentence."""
    if SIGNS_OF_A_FULL_DISK.search(failed.tail):
        return disk_full()
    if failed.lacked_memory:
        return Refused(
            "out_of_memory",
            f"Counting needs more than {settings.STOCK_MEMORY_MB} MB of memory. Set "
            "STOCK_MEMORY_MB higher, then try again.",
        )
    return failed


def too_varied(reason: str) -> Refused:
    return Refused(
        "too_varied",
        f"This catalogue is too large to count ({reason}). Check that this is "
        "an appliance's own backup.",
    )


def make_sure_of_room(folder: Path, rows: int) -> None:
    free = shutil.disk_usage(folder).free - settings.RESTORE_RESERVE_BYTES
    if rows * BYTES_A_ROW > free:
        raise disk_full()


def disk_full() -> Refused:
    return Refused(
        "disk_full",
        "The worker's disk is full. Free some space there, then try again.",
    )
