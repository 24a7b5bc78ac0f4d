"""pg_dump's archives, read in full before any part of them is run."""

from .choose import Selection, TableData, choose, contents, use_list
from .entry import Entry
from .toc import Toc, data_sizes, read_contents

__all__ = [
    "Entry",
    "Selection",
    "TableData",
    "Toc",
    "choose",
    "contents",
    "data_sizes",
    "read_contents",
    "use_list",
]
