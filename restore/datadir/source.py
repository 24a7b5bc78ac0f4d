"""A data directory as a source: the text of pg_dump, made as it is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from customers.appliances import Appliance
from embedded.sandbox.accounts import remove_with_accounts
from embedded.sandbox.levels import UNSAFE
from files.errors import Refused
from files.types import Tick
from files.wrappers import CHUNK
from restore.dumps.source import Source
from restore.landing.progress import watched
from restore.landing.staging import Staging
from restore.sql.later import Later
from restore.sql.load import build_indexes, load_dump
from restore.sql.wire import StatementFailed
from restore.tools import Tools
from restore.types import Consistency, Contents, Identified, Note

from .advice import OR_DUMP
from .catalogue import TableFile, find_catalogue, table_files
from .cluster import Cluster, open_cluster
from .dump import Dump, dumped
from .server import running_server

TEXT = 1.3  # about so many bytes of text from each byte of a table
SHOWN = 3
MISFIT = (
    "The tables in this data directory do not fit together, so rows are missing or "
    f"from different moments. Copy it again with its server shut down, {OR_DUMP}"
)
APPROXIMATE = (
    "The backup was copied while its server was running, and its log is missing or "
    "incomplete. The latest changes may be missing or incomplete, too."
)


class DataDirectorySource(Source):
    """Its server runs only while something is read from it."""

    later: Later | None = None

    def __init__(self, identified: Identified, kind: Appliance | None = None) -> None:
        super().__init__(identified)
        self.kind = kind

    def read(self, tools: Tools) -> None:
        """Unpack it, start its server, and read the definitions of its tables."""
        self.cluster = open_cluster(self.identified, tools)
        unpacked = self.cluster.unpacked.size
        with running_server(self.cluster):
            catalogue = find_catalogue(
                self.cluster, self.kind, lambda _: tools.tick(unpacked)
            )
            files = table_files(self.cluster, catalogue.database)
        self.database = catalogue.database
        self.consistency = self.cluster.consistency
        self.sandbox = self.cluster.sandboxed
        checkpoint = self.cluster.control.checkpoint_at
        self.contents: Contents = replace(
            catalogue.surveyed.contents,
            server_version=str(self.cluster.major),
            database=self.database,
            created=checkpoint.date() if checkpoint else None,
            left_out=catalogue.left_out,
            notes=tuple(notes(self.cluster, files)),
        )
        self.schemas = catalogue.surveyed.schemas
        self.data_total = int(sum(file.size for file in files) * TEXT) or 1
        self.index_total = catalogue.surveyed.later

    def read_to_the_end(self, tools: Tools) -> None:
        """Damaged pages show only when they are read."""
        with self._dumped() as stream:
            done = 0
            while piece := stream.read(CHUNK):
                done += len(piece)
                tools.tick(done)

    def load(self, staging: Staging, tools: Tools) -> None:
        tick = up_to(self.data_total, tools.tick)
        with self._dumped() as stream, watched(staging, tools):
            loaded = load_dump(stream, staging.connect, tick=tick, log=tools.log)
        self.rows, self.later = loaded.rows, loaded.later
        tools.tick(self.data_total or 0)
        # The indexes may need its disk space.
        remove_with_accounts(self.cluster.box.folder)

    def index(self, staging: Staging, tools: Tools) -> None:
        if self.later is None:
            return
        try:
            with watched(staging, tools):
                build_indexes(
                    self.later,
                    staging.connect,
                    tick=tools.tick,
                    log=tools.log,
                    connections=tools.jobs,
                )
        except StatementFailed as failed:
            if failed.is_violation:  # which its own server would not have allowed
                raise Refused("damaged", MISFIT) from failed
            raise
        finally:
            self.later.close()

    @contextmanager
    def _dumped(self) -> Iterator[Dump]:
        with running_server(self.cluster), dumped(self.cluster, self.database) as dump:
            yield dump


def up_to(total: int | None, tick: Tick) -> Tick:
    """The total is a guess, so progress stays below it until the end."""
    most = max((total or 0) - 1, 0)
    return lambda done: tick(min(done, most))


def notes(cluster: Cluster, files: list[TableFile]) -> Iterator[Note]:
    if cluster.consistency is Consistency.APPROXIMATE:
        yield Note("approximate", APPROXIMATE)
    if not cluster.sandboxed:
        yield Note("no_sandbox", UNSAFE)
    lost = {file.table: cluster.unpacked.lost.get(file.path, 0) for file in files}
    if holed := sorted(table for table, pages in lost.items() if pages):
        more = f" and {len(holed) - SHOWN} more" if len(holed) > SHOWN else ""
        pages = sum(lost.values())
        yield Note(
            "lost_pages",
            f"There are {pages:,} empty pages among the others of "
            f"{', '.join(holed[:SHOWN])}{more}. Rows may have been lost there.",
        )
