"""The ways in which a backup is brought into a staging database."""

from collections.abc import Sequence

from customers.appliances import Appliance
from restore import archive
from restore.datadir.source import DataDirectorySource
from restore.dumps.identify import open_plain
from restore.dumps.source import Source
from restore.landing.archive import ArchivePart, Section, full_parse, load_archive
from restore.landing.progress import watched
from restore.landing.staging import Staging
from restore.landing.texts import check_texts
from restore.sql.later import Later
from restore.sql.load import build_indexes, load_dump, make_tables
from restore.sql.survey import survey
from restore.tools import Tools
from restore.types import Format, Identified

__all__ = ["ArchiveSource", "PlainSource", "Source", "read_source"]


def read_source(
    identified: Identified, tools: Tools, kind: Appliance | None = None
) -> Source:
    """Of a server with several databases, the one of this kind."""
    source = _source_of(identified, kind)
    source.read(tools)
    return source


def _source_of(identified: Identified, kind: Appliance | None) -> Source:
    match identified.format:
        case Format.CUSTOM | Format.DIRECTORY:
            return ArchiveSource(identified)
        case Format.PLAIN:
            return PlainSource(identified)
        case Format.DATA_DIRECTORY:
            return DataDirectorySource(identified, kind)


class ArchiveSource(Source):
    """pg_dump's custom and directory formats, which pg_restore loads.

    It does not report how many rows COPY wrote; the server's own counts are compared.
    """

    def read(self, tools: Tools) -> None:
        """The table of contents only."""
        self.toc = archive.read_contents(self.identified)
        self.selection = archive.choose(self.toc)
        self.contents = archive.contents(self.toc, self.selection)
        self.schemas = self.selection.schemas
        self.sizes = archive.data_sizes(self.toc)
        self.data_total = sum(self.sizes.values()) or None
        self.index_total = len(self.selection.then)

    def read_to_the_end(self, tools: Tools) -> None:
        """The table of contents says nothing of a torn file."""
        full_parse(self.identified.path, self.identified.format, tools.child, tools.log)

    def load(self, staging: Staging, tools: Tools) -> None:
        if self.selection.made:
            with watched(staging, tools):
                make_tables(self.selection.made, staging.connect, tick=tools.tick)
            section = Section.ROWS
        else:
            section = Section.DATA
        load_archive(staging, self._part(section, self.selection.first), tools)
        if self.contents.encoding == "SQL_ASCII":
            check_texts(staging, self.contents.tables, tools.tick)

    def index(self, staging: Staging, tools: Tools) -> None:
        if self.selection.then:
            part = self._part(Section.INDEX, self.selection.then)
            load_archive(staging, part, tools)

    def _part(self, section: Section, ids: Sequence[int]) -> ArchivePart:
        return ArchivePart(
            path=self.identified.path,
            format=self.identified.format,
            section=section,
            list_text=archive.use_list(self.toc, ids),
            sizes=self.sizes,
        )


class PlainSource(Source):
    """SQL text, which our own splitter reads: once to look, once to load."""

    later: Later | None = None

    def read(self, tools: Tools) -> None:
        """All of the text: it has no table of contents."""
        with open_plain(self.identified) as stream:
            surveyed = survey(stream, tick=tools.tick)
        self.contents = surveyed.contents
        self.schemas = surveyed.schemas
        self.data_total = surveyed.size
        self.index_total = surveyed.later

    def read_to_the_end(self, tools: Tools) -> None:
        """The survey has read it to its end."""

    def load(self, staging: Staging, tools: Tools) -> None:
        with open_plain(self.identified) as stream, watched(staging, tools):
            loaded = load_dump(stream, staging.connect, tick=tools.tick, log=tools.log)
        self.rows, self.later = loaded.rows, loaded.later

    def index(self, staging: Staging, tools: Tools) -> None:
        if self.later is not None:
            with watched(staging, tools):
                build_indexes(
                    self.later, staging.connect, tick=tools.tick, log=tools.log
                )
            self.later.close()
