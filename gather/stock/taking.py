"""From a restored database to what it contains."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customers.appliances import Appliance
from gather.stock import blackpearl, rio
from gather.stock.counted import CountedCatalogue
from gather.stock.reading import open_catalogue
from gather.stock.work import Work
from restore.dumps.catalogues import recognise
from restore.landing.remains import terminate
from restore.landing.server import Server


def count_catalogue(
    work: Work, *, server: Server, database: str, suffix: str, kind: Appliance
) -> CountedCatalogue:
    """Refused, in a sentence, when the catalogue cannot be counted."""
    application = f"tracker-stock-{secrets.token_hex(4)}"
    work.on_stop(lambda: terminate(server, application=application))
    with (
        folder_for(work) as folder,
        open_catalogue(server, database, suffix, application) as catalogue,
    ):
        tables = catalogue.tables()
        recognised = recognise(tables, kind)
        if recognised.kind is Appliance.RIO:
            by_name = {table.full_name: table for table in tables}
            return rio.count_rio(work, folder, catalogue, recognised.schema, by_name)
        return blackpearl.count_blackpearl(
            work,
            folder,
            catalogue,
            tables,
            [note.sentence for note in recognised.notes],
        )


@contextmanager
def folder_for(work: Work) -> Iterator[Path]:
    """A folder of our own: a restore keeps other files in its work folder."""
    folder = work.folder() / "stock"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
