"""From a restored database to what is in it."""

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
    with open_catalogue(server, database, suffix) as session:
        catalogue = Catalogue(server, database, suffix, session)
        tables = catalogue.tables()
        known = recognise(tables, kind)
        if known.kind is Kind.RIO:
            by_name = {table.full_name: table for table in tables}
            return rio.take(work, catalogue, known.schema, by_name)
        return blackpearl.take(work, catalogue, tables, known.notes)
