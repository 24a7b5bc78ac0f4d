"""Statements that pg_dump appends to the definition of a table or an index."""

from files.sql.reader import Name, Reader
from files.sql.tokens import Kind
from restore.sql.tables import check_storage


def check_extra(reader: Reader, desc: str, owner: Name) -> None:
    """Refused unless pg_dump writes such a statement about this table."""
    reader.expect("alter")
    if desc in ("INDEX", "CONSTRAINT") and reader.accept("index"):
        _index(reader)
    elif desc == "SEQUENCE" and reader.accept("sequence"):
        reader.full_name()
        reader.expect("set")
        if not reader.accept("logged"):
            reader.expect("unlogged")
    elif desc in ("TABLE", "INDEX", "CONSTRAINT"):
        _table(reader, owner)
    else:
        raise reader.unexpected()
    reader.end()


def _index(reader: Reader) -> None:
    """ALTER INDEX x ALTER COLUMN 1 SET STATISTICS 100"""
    reader.full_name()
    reader.expect("alter", "column")
    reader.kind(Kind.NUMBER)
    reader.expect("set", "statistics")
    reader.kind(Kind.NUMBER)


def _table(reader: Reader, owner: Name) -> None:
    reader.expect("table")
    reader.accept("only")
    if reader.full_name() != owner:
        raise reader.unexpected()
    if reader.accept("cluster", "on"):
        reader.name()
    elif reader.accept("replica", "identity"):
        if reader.accept("using", "index"):
            reader.name()
        elif not (reader.accept("full") or reader.accept("nothing")):
            raise reader.unexpected()
    elif not reader.accept("force", "row", "level", "security"):
        _column(reader)


def _column(reader: Reader) -> None:
    reader.expect("alter", "column")
    reader.name()
    reader.expect("set")
    if reader.accept("statistics"):
        reader.kind(Kind.NUMBER)
    elif reader.accept("storage") or reader.accept("compression"):
        reader.name()
    elif not reader.accept("not", "null"):
        check_storage(reader.brackets())
