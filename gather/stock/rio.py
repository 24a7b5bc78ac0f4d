"""Counting a Rio: objects by broker, and by who else holds the same name."""

from pathlib import Path

from psycopg import sql

from gather.stock import sets
from gather.stock.counted import CountedCatalogue, CountedLocation, CountedObjects
from gather.stock.counting import Columns, count, make_sure_of_room, reading
from gather.stock.media import same_names
from gather.stock.pulling import Pulling
from gather.stock.reading import (
    INTEGERS,
    Catalogue,
    cut,
    require_types,
    uncountable,
)
from gather.stock.work import Work
from restore.types import Table

LONGEST_NAME = 500  # bytes; a longer one is compared by its digest
COLUMNS: Columns = {"name": "VARCHAR", "broker": "INTEGER", "size": "BIGINT"}
# Names that begin with a new line are ours: so no real one is taken for such.
NAME = rf"""
    CASE WHEN o.file_name IS NULL THEN E'\nid ' || o.broker_object_id::text
         WHEN octet_length(o.file_name::text) > {LONGEST_NAME}
              OR left(o.file_name::text, 1) = E'\n'
         THEN E'\nsha256 '
              || encode(sha256(convert_to(o.file_name::text, 'UTF8')), 'hex')
         ELSE o.file_name::text END
"""


def count_rio(
    work: Work,
    folder: Path,
    catalogue: Catalogue,
    schema: str,
    tables: dict[str, Table],
) -> CountedCatalogue:
    require_types(tables, {f"{schema}.broker_object.size": INTEGERS})
    quoted = sql.Identifier(schema).as_string(catalogue.session)
    brokers = (
        "SELECT broker_id, coalesce(broker_name::text, '') AS name, (dense_rank() "
        "OVER (ORDER BY coalesce(broker_name::text, '')) - 1)::int AS code "
        f"FROM {quoted}.broker"
    )
    rows = catalogue.rows(f"SELECT code, {cut('name')} FROM ({brokers}) b ORDER BY 1")
    names = {int(code or 0): name or "" for code, name in rows}
    rows_to_read = _rows_to_read(catalogue, schema)
    make_sure_of_room(folder, rows_to_read)
    work.expect(rows_to_read, "rows")
    objects = (
        f"SELECT {NAME}, b.code, o.size FROM {quoted}.broker_object o "
        f"JOIN ({brokers}) b ON b.broker_id = o.broker_id"
    )
    groups, unsized = _count(work, folder, catalogue, objects, len(names))
    notes = same_names("brokers", [name or "" for _, name in rows])
    if unsized:
        notes.append(f"{unsized:,} objects have no size and count as 0 bytes.")
    return CountedCatalogue(
        locations=[
            CountedLocation("broker", name) for _, name in sorted(names.items())
        ],
        objects=groups,
        notes=notes,
        sanity={"unsized_objects": unsized},
    )


def _rows_to_read(catalogue: Catalogue, schema: str) -> int:
    name = sql.Literal(schema).as_string(catalogue.session)
    rows = catalogue.rows(
        "SELECT sum(greatest(c.reltuples, 0))::int8 FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace "
        f"WHERE n.nspname = {name} AND c.relname = 'broker_object'"
    )
    return int(rows[0][0] or 0)


def _count(
    work: Work, folder: Path, catalogue: Catalogue, objects: str, brokers: int
) -> tuple[list[CountedObjects], int]:
    files = Pulling(work, catalogue, folder).pull({"objects": objects})
    words = sets.words_for(brokers)
    table = reading(files["objects"], COLUMNS)
    answers = count(
        work, folder, _steps(words, brokers, table), _questions(words, table)
    )
    negative, unsized = answers["odd"][0]
    if negative:
        raise uncountable(f"{negative:,} objects have a size below zero")
    groups = []
    for broker, *mask, count_, size in answers["groups"]:
        held = sets.join(mask)
        groups.append(CountedObjects(broker, held, held, count_, size))
    return groups, unsized


def _steps(words: int, brokers: int, objects: str) -> list[str]:
    masks = sets.columns("w", words)
    typed = ", ".join(f"{name} UBIGINT" for name in masks)
    united = ", ".join(f"bit_or({name}) AS {name}" for name in masks)
    rows = ", ".join(
        f"({', '.join(map(str, [number, *sets.split([number], words)]))})"
        for number in range(brokers)
    )
    return [
        f"CREATE TABLE brokers (broker INTEGER, {typed})",
        *([f"INSERT INTO brokers VALUES {rows}"] if rows else []),
        f"CREATE TABLE held AS SELECT name, {united} FROM {objects} "
        "JOIN brokers USING (broker) GROUP BY name",
    ]


def _questions(words: int, objects: str) -> dict[str, str]:
    masks = ", ".join(sets.columns("w", words))
    return {
        "groups": f"SELECT broker, {masks}, count(*), coalesce(sum(size), 0) "
        f"FROM {objects} JOIN held USING (name) GROUP BY ALL",
        "odd": "SELECT count(*) FILTER (size < 0), count(*) FILTER (size IS NULL) "
        f"FROM {objects}",
    }
