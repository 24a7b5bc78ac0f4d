"""From a restored database to what is in it."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customers.appliances import Appliance
from gather.stock import blackpearl, rio
from gather.stock.found import Found
from gather.stock.reading import open_catalogue
from gather.stock.work import Work
from restore.dumps.catalogues import recognise
from restore.landing.remains import terminate
from restore.landing.server import Server


def take(
    work: Work, *, server: Server, database: str, suffix: str, kind: Appliance
) -> Found:
    """Refused, in a sentence, when the catalogue can not be counted."""
    application = f"tracker-stock-{secrets.token_hex(4)}"
    work.on_stop(lambda: terminate(server, application=application))
    with (
        folder_for(work) as folder,
        open_catalogue(server, database, suffix, application) as catalogue,
    ):
        tables = catalogue.tables()
        known = recognise(tables, kind)
        if known.kind is Appliance.RIO:
            by_name = {table.full_name: table for table in tables}
            return rio.take(work, folder, catalogue, known.schema, by_name)
        return blackpearl.take(work, folder, catalogue, tables, known.notes)


@contextmanager
def folder_for(work: Work) -> Iterator[Path]:
    """Of our own, as a restore keeps other things in its work folder."""
    folder = work.folder() / "stock"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
