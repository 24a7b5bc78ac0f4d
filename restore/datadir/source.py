"""A data directory as a source: the text of pg_dump, made as it is loaded."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

from customers.appliances import Appliance
from embedded.sandbox.levels import UNSAFE
from files.errors import Refused
from files.types import Tick
from files.wrappers import CHUNK
from restore.dumps.source import Source, Tools
from restore.landing.staging import Staging
from restore.sql.later import Later
from restore.sql.load import index, load
from restore.types import Consistency, Contents, Identified

from .catalogue import Rows, find, rows_in_files
from .cluster import Cluster, open_cluster
from .dump import dumped
from .server import serving
from .versions import DUMP

TEXT = 1.3  # bytes of text from each byte of a table, about
SHOWN = 3
# Its own server had seen to it that this can not be.
VIOLATED = re.compile(r"violates \w+(?: \w+)? constraint|could not create unique index")
MISFIT = (
    "The tables in this data directory do not fit together, so rows are missing or "
    f"from different moments: copy it again, with its server shut down, or {DUMP}."
)
APPROXIMATE = (
    "Its server was running when it was copied, and the log that belongs to it is "
    "missing or incomplete: what changed last may be missing or half there."
)


class DataDirectorySource(Source):
    """Its server runs only while something is read from it."""

    def __init__(
        self, identified: Identified, tools: Tools, kind: Appliance | None = None
    ) -> None:
        self.cluster = open_cluster(identified, tools)
        unpacked = self.cluster.unpacked.size
        with serving(self.cluster):
            found = find(self.cluster, kind, lambda _: tools.tick(unpacked))
            files = rows_in_files(self.cluster, found.database)
        self.database = found.database
        self.consistency = self.cluster.consistency
        self.sandbox = self.cluster.sandboxed
        checkpoint = self.cluster.control.checkpoint_at
        self.contents: Contents = replace(
            found.surveyed.contents,
            server_version=str(self.cluster.major),
            database=self.database,
            created=checkpoint.date() if checkpoint else None,
            left_out=found.left_out,
            notes=tuple(notes(self.cluster, files)),
        )
        self.schemas = found.surveyed.schemas
        self.data_total = int(sum(each.size for each in files) * TEXT) or 1
        self.index_total = found.surveyed.later
        self.later: Later | None = None

    def check(self, tools: Tools) -> None:
        """Pages are looked at only when they are read."""
        with serving(self.cluster), dumped(self.cluster, self.database) as stream:
            done = 0
            while piece := stream.read(CHUNK):
                done += len(piece)
                tools.tick(done)

    def load(self, staging: Staging, tools: Tools) -> None:
        tick = up_to(self.data_total, tools.tick)
        with serving(self.cluster), dumped(self.cluster, self.database) as stream:
            loaded = load(stream, staging.connect, tick=tick, log=tools.log)
        self.rows, self.later = loaded.rows, loaded.later
        tools.tick(self.data_total or 0)
        # Its room on the disk may be what the indexes need.
        shutil.rmtree(self.cluster.box.folder, ignore_errors=True)

    def index(self, staging: Staging, tools: Tools) -> None:
        if self.later is None:
            return
        connect, tick, log = staging.connect, tools.tick, tools.log
        try:
            index(self.later, connect, tick=tick, log=log, connections=tools.jobs)
        except Refused as refused:
            if VIOLATED.search(refused.sentence):
                raise Refused("damaged", MISFIT) from refused
            raise
        finally:
            self.later.close()


def up_to(total: int | None, tick: Tick) -> Tick:
    """The total is a guess: not all is done before it is."""
    most = max((total or 0) - 1, 0)
    return lambda done: tick(min(done, most))


def notes(cluster: Cluster, files: list[Rows]) -> Iterator[str]:
    if cluster.consistency is Consistency.APPROXIMATE:
        yield APPROXIMATE
    if not cluster.sandboxed:
        yield UNSAFE
    lost = {each.table: cluster.unpacked.lost.get(each.file, 0) for each in files}
    if holed := sorted(table for table, pages in lost.items() if pages):
        more = f" and {len(holed) - SHOWN} more" if len(holed) > SHOWN else ""
        pages = sum(lost.values())
        yield (
            f"Empty pages ({pages:,}) lie among the others of "
            f"{', '.join(holed[:SHOWN])}{more}: rows may have been lost there."
        )
