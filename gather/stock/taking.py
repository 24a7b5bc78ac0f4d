"""From a restored database to what is in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gather.stock import blackpearl, rio
from gather.stock.found import Found
from gather.stock.reading import Catalogue, open_catalogue
from gather.stock.work import Work
from restore.kinds import recognise
from restore.landing.server import Server
from restore.types import Kind


def take(
    work: Work, *, server: Server, database: str, suffix: str, kind: Kind
) -> Found:
    """Refused, in a sentence, when the catalogue can not be counted."""
    with (
        folder_for(work) as folder,
        open_catalogue(server, database, suffix) as session,
    ):
        catalogue = Catalogue(server, database, suffix, session)
        tables = catalogue.tables()
        known = recognise(tables, kind)
        if known.kind is Kind.RIO:
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
