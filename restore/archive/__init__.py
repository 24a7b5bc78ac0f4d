"""pg_dump's archives, read by ourselves before anything of them is run."""

from .choose import Data, Selection, choose, contents, use_list
from .entry import Entry
from .toc import Toc, data_sizes, read_contents

__all__ = [
    "Data",
    "Entry",
    "Selection",
    "Toc",
    "choose",
    "contents",
    "data_sizes",
    "read_contents",
    "use_list",
]
