"""From what COPY has taken in so far to how much of the archive that is."""

import re
import threading
from collections.abc import Mapping

DATA = re.compile(r"^(\d+); \d+ \d+ TABLE DATA (.*)$", re.MULTILINE)
# An archive is compressed, what arrives is not. Corrected as tables are finished.
USUAL_RATIO = 3.0
NOT_YET_ALL = 0.95

Name = tuple[str, str]


class Copied:
    """Bytes loaded: of the archive when its tables' sizes are known, else of text.

    Never goes back, although the server forgets a table once it is finished. Called
    by two threads: one reads pg_restore's lines, another asks the server.
    """

    def __init__(self, sizes: Mapping[int, int], list_text: str = "") -> None:
        self._sizes = sizes
        self._items = [(text, int(item)) for item, text in DATA.findall(list_text)]
        self._known: dict[Name, int | None] = {}
        self._taken: dict[Name, int] = {}
        self._finished: set[int] = set()
        self._lock = threading.Lock()
        self.done = 0

    def finish(self, item: int) -> None:
        with self._lock:
            if item in self._sizes:
                self._finished.add(item)
            self._count()

    def see(self, rows: list[tuple[str, str, int]]) -> None:
        with self._lock:
            for schema, table, taken in rows:
                name = (schema, table)
                self._taken[name] = max(taken, self._taken.get(name, 0))
            self._count()

    def _count(self) -> None:
        if self._sizes:
            whole = sum(self._sizes[item] for item in self._finished)
            self.done = max(self.done, whole + self._of_unfinished())
        else:
            self.done = max(self.done, sum(self._taken.values()))

    def _of_unfinished(self) -> int:
        """Guessed by the finished ones, and never all of a table."""
        ratio, total = self._ratio(), 0
        for name, taken in self._taken.items():
            item = self._item(name)
            if item is not None and item not in self._finished:
                size = self._sizes.get(item, 0)
                total += int(min(taken / ratio, size * NOT_YET_ALL))
        return total

    def _ratio(self) -> float:
        pairs = [
            (taken, self._sizes[item])
            for name, taken in self._taken.items()
            if (item := self._item(name)) in self._finished and item is not None
        ]
        taken, size = sum(t for t, _ in pairs), sum(s for _, s in pairs)
        return max(taken / size, 1.0) if taken and size else USUAL_RATIO

    def _item(self, name: Name) -> int | None:
        """The list separates names by blanks that may be in them too."""
        if name not in self._known:
            start = "{} {} ".format(*name)
            items = (item for text, item in self._items if f"{text} ".startswith(start))
            self._known[name] = next(items, None)
        return self._known[name]
