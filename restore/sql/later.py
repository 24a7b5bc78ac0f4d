"""Statements kept until the data is loaded; on disk when there are many."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass

MOST_IN_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    what: str  # "index", "constraint"
    table: str
    sql: str
    line: int
    refers: str = ""  # the table that it refers to

    @property
    def tables(self) -> tuple[str, ...]:
        return (self.table, self.refers) if self.refers else (self.table,)


class Later:
    """In the order of the dump: a key comes before the constraints that refer to it."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(  # noqa: SIM115
            max_size=MOST_IN_MEMORY, mode="w+", encoding="ascii"
        )
        self._count = 0

    def add(self, kept: Kept) -> None:
        self._file.write(json.dumps(asdict(kept)) + "\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Kept]:
        self._file.seek(0)
        for line in self._file:
            yield Kept(**json.loads(line))

    def close(self) -> None:
        self._file.close()
