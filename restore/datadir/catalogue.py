"""The appliance's database among those of a cluster, and its contents."""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from customers.appliances import Appliance
from files.errors import COPY_AGAIN, Refused
from files.types import Tick
from restore.dumps.catalogues import recognise
from restore.sql.survey import SqlContents, survey
from restore.types import LeftOut

from .advice import RIGHT_DIRECTORY
from .cluster import FINAL, QUICK, Cluster
from .dump import dumped, query_value

USUAL = {"postgres", "template1"}
SHOWN = 20
# The file of each ordinary table, and its bytes including those stored beside it.
FILES = """
    SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(
        n.nspname, c.relname, pg_catalog.pg_relation_filepath(c.oid),
        pg_catalog.pg_table_size(c.oid))), '[]')
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.oid >= 16384
"""


@dataclass(frozen=True)
class Catalogue:
    database: str
    surveyed: SqlContents
    others: tuple[str, ...] = ()

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Without pg_dump's own lines for psql, which are not the backup's."""
        left_out = self.surveyed.contents.left_out
        parts = [part for part in left_out if part.what != "psql command"]
        if self.others:
            why = "only the appliance's own database is restored"
            shown = self.others[:SHOWN]
            parts.append(LeftOut("database", shown, len(self.others), why))
        return tuple(parts)


@dataclass(frozen=True)
class TableFile:
    """The first file of a table, and the bytes of all its files."""

    table: str
    path: str
    size: int


def find_catalogue(cluster: Cluster, kind: Appliance | None, tick: Tick) -> Catalogue:
    """Recognised by its tables. The server must be running."""
    others: list[Catalogue] = []
    refused: list[Refused] = []
    for name in in_order(cluster.databases, kind):
        try:
            catalogue = survey_database(cluster, name, tick)
        except Refused as why:
            if why.code in FINAL:
                raise
            refused.append(why)
            continue
        if fits(catalogue, kind):
            return with_others(catalogue, cluster)
        others.append(catalogue)
    if refused and not any(fits(catalogue, None) for catalogue in others):
        raise refused[0]
    if not others:
        raise Refused(
            "no_tables",
            "This data directory contains no database that can be restored. "
            f"{RIGHT_DIRECTORY}",
        )
    return with_others(nearest(others), cluster)


def in_order(names: list[str], kind: Appliance | None) -> list[str]:
    """Databases first that have the name of an appliance's own."""
    own = [appliance.prefix for appliance in Appliance]
    requested = kind.prefix if kind else ""

    def place(name: str) -> tuple[bool, bool, bool, str]:
        return name != requested, name not in own, name in USUAL, name

    return sorted(names, key=place)


def survey_database(cluster: Cluster, database: str, tick: Tick) -> Catalogue:
    """Read its definitions as those of a stranger's plain dump."""
    with dumped(cluster, database, "--schema-only", seconds=QUICK) as stream:
        return Catalogue(database, survey(stream, tick=tick))


def fits(catalogue: Catalogue, kind: Appliance | None) -> bool:
    try:
        recognise(catalogue.surveyed.contents.tables, kind)
    except Refused:
        return False
    return True


def nearest(catalogues: list[Catalogue]) -> Catalogue:
    """Of several that will be refused, the one most like an appliance's."""
    for catalogue in catalogues:
        if fits(catalogue, None):
            return catalogue
    return max(catalogues, key=lambda one: len(one.surveyed.contents.tables))


def with_others(catalogue: Catalogue, cluster: Cluster) -> Catalogue:
    names = (name for name in cluster.databases if name not in USUAL)
    others = tuple(name for name in names if name != catalogue.database)
    return Catalogue(catalogue.database, catalogue.surveyed, others)


def table_files(cluster: Cluster, database: str) -> list[TableFile]:
    answer = query_value(cluster, database, FILES)
    try:
        return [_table_file(row) for row in json.loads(answer)]
    except (ValueError, TypeError, RecursionError):
        raise Refused(
            "damaged",
            f"The list of tables in this data directory can't be read. {COPY_AGAIN}",
        ) from None


def _table_file(row: Any) -> TableFile:
    schema, name, path, size = row
    if not isinstance(size, int) or not 0 <= size < 2**60:
        raise ValueError
    return TableFile(f"{schema}.{name}", str(PurePosixPath(path or "")), size)
