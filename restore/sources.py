"""The two ways in which a dump is brought into a staging database."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from restore import archive
from restore.errors import Refused
from restore.identify import open_plain
from restore.landing.archive import Section, full_parse, load_archive
from restore.landing.children import Child, Line
from restore.landing.staging import Staging
from restore.sql.later import Later
from restore.sql.load import index, load
from restore.sql.survey import survey
from restore.types import Contents, Format, Identified, Tick


@dataclass(frozen=True)
class Tools:
    """What a source gets from the job that uses it."""

    tick: Tick
    log: Line
    child: Child
    work: Path
    limit: int  # bytes that the database may grow to
    jobs: int = 2


class Source(ABC):
    contents: Contents
    schemas: Sequence[str]
    data_total: int | None = None  # of what load() ticks
    index_total: int | None = None  # of what index() ticks
    rows: Mapping[str, int] | None = None  # what COPY reported, once loaded

    @abstractmethod
    def check(self, tools: Tools) -> None:
        """Is the file whole? For plans only: a load reads it to its end anyhow."""

    @abstractmethod
    def load(self, staging: Staging, tools: Tools) -> None: ...

    @abstractmethod
    def index(self, staging: Staging, tools: Tools) -> None: ...


def source_of(identified: Identified, tools: Tools) -> Source:
    match identified.format:
        case Format.CUSTOM | Format.DIRECTORY:
            return ArchiveSource(identified)
        case Format.PLAIN:
            return PlainSource(identified, tools)
    raise Refused(
        "data_directory",
        "This is a PostgreSQL data directory, which this version does not restore: "
        "ask for a pg_dump file (pg_dump -Fc) of the catalogue.",
    )


class ArchiveSource(Source):
    """pg_dump's custom and directory formats, which pg_restore loads.

    It does not tell how many rows COPY wrote; the server's own counts are compared.
    """

    def __init__(self, identified: Identified) -> None:
        self.identified = identified
        self.toc = archive.read_contents(identified)
        self.selection = archive.choose(self.toc)
        self.contents = archive.contents(self.toc, self.selection)
        self.schemas = self.selection.schemas
        self.sizes = archive.data_sizes(self.toc)
        self.data_total = sum(self.sizes.values()) or None
        self.index_total = len(self.selection.then)

    def check(self, tools: Tools) -> None:
        """Read it to its end: the table of contents says nothing of a torn file."""
        full_parse(self.identified.path, self.identified.format, tools.child, tools.log)

    def load(self, staging: Staging, tools: Tools) -> None:
        self._restore(staging, tools, Section.DATA, self.selection.first)

    def index(self, staging: Staging, tools: Tools) -> None:
        if self.selection.then:
            self._restore(staging, tools, Section.INDEX, self.selection.then)

    def _restore(
        self, staging: Staging, tools: Tools, section: Section, ids: Sequence[int]
    ) -> None:
        load_archive(
            staging,
            self.identified.path,
            self.identified.format,
            archive.use_list(self.toc, ids),
            jobs=tools.jobs,
            section=section,
            tick=tools.tick,
            log=tools.log,
            child=tools.child,
            sizes=self.sizes,
            limit=tools.limit,
            work=tools.work,
        )


class PlainSource(Source):
    """SQL text, which our own splitter reads: once to look, once to load."""

    def __init__(self, identified: Identified, tools: Tools) -> None:
        self.identified = identified
        with open_plain(identified) as stream:
            self.surveyed = survey(stream, tick=tools.tick)
        self.contents = self.surveyed.contents
        self.schemas = self.surveyed.schemas
        self.data_total = self.surveyed.size
        self.index_total = self.surveyed.later
        self.later: Later | None = None

    def check(self, tools: Tools) -> None:
        """The survey has read it to its end."""

    def load(self, staging: Staging, tools: Tools) -> None:
        with open_plain(self.identified) as stream:
            loaded = load(stream, staging.connect, tick=tools.tick, log=tools.log)
        self.rows, self.later = loaded.rows, loaded.later

    def index(self, staging: Staging, tools: Tools) -> None:
        if self.later is not None:
            index(self.later, staging.connect, tick=tools.tick, log=tools.log)
            self.later.close()
