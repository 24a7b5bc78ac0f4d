"""The ways in which a backup is brought into a staging database."""

from collections.abc import Sequence

from customers.appliances import Appliance
from restore import archive
from restore.datadir.source import DataDirectorySource
from restore.dumps.identify import open_plain
from restore.dumps.source import Source, Tools
from restore.landing.archive import Section, full_parse, load_archive
from restore.landing.staging import Staging
from restore.landing.texts import check_texts
from restore.sql.later import Later
from restore.sql.load import index, load
from restore.sql.survey import survey
from restore.types import Format, Identified

__all__ = ["ArchiveSource", "PlainSource", "Source", "Tools", "source_of"]


def source_of(
    identified: Identified, tools: Tools, kind: Appliance | None = None
) -> Source:
    """Of a server with several databases, that of this kind."""
    match identified.format:
        case Format.CUSTOM | Format.DIRECTORY:
            return ArchiveSource(identified)
        case Format.PLAIN:
            return PlainSource(identified, tools)
        case Format.DATA_DIRECTORY:
            return DataDirectorySource(identified, tools, kind)


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
        if self.contents.encoding == "SQL_ASCII":
            check_texts(staging, self.contents.tables, tools.tick)

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
