"""What every way of bringing a backup into a staging database has in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from restore.landing.staging import Staging
from restore.tools import Tools
from restore.types import Consistency, Contents, Identified


class Source(ABC):
    """Empty until read() has seen what is in it."""

    contents: Contents
    schemas: Sequence[str]
    data_total: int | None = None  # of what load() ticks
    index_total: int | None = None  # of what index() ticks
    rows: Mapping[str, int] | None = None  # what COPY reported, once loaded
    consistency: Consistency | None = None  # of a data directory
    sandbox: bool | None = None  # was it opened in one? None: nothing was opened

    def __init__(self, identified: Identified) -> None:
        self.identified = identified

    @abstractmethod
    def read(self, tools: Tools) -> None:
        """Its contents, which takes as long as its format needs: see each."""

    @abstractmethod
    def read_to_the_end(self, tools: Tools) -> None:
        """Is the file whole? For plans only: a load reads all of it anyway."""

    @abstractmethod
    def load(self, staging: Staging, tools: Tools) -> None: ...

    @abstractmethod
    def index(self, staging: Staging, tools: Tools) -> None: ...
