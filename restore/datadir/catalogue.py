"""Which of a cluster's databases is the appliance's, and what is in it."""

import json
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from customers.appliances import Appliance
from files.errors import Refused
from files.types import Tick
from restore.dumps.catalogues import recognise
from restore.sql.survey import SqlContents, survey
from restore.types import LeftOut

from .cluster import FINAL, QUICK, Cluster
from .dump import ask, dumped

USUAL = {"postgres", "template1"}
SHOWN = 20
# Where the rows of each ordinary table are, and their bytes with those stored beside.
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
        """pg_dump's own lines for psql are not the backup's."""
        found = self.surveyed.contents.left_out
        theirs = [each for each in found if each.what != "psql command"]
        if self.others:
            why = "only the appliance's own database is restored"
            shown = self.others[:SHOWN]
            theirs.append(LeftOut("database", shown, len(self.others), why))
        return tuple(theirs)


@dataclass(frozen=True)
class Rows:
    """A table's, in files."""

    table: str
    file: str
    size: int


def find(cluster: Cluster, kind: Appliance | None, tick: Tick) -> Catalogue:
    """By its tables. The server must be running."""
    found: list[Catalogue] = []
    refused: list[Refused] = []
    for name in in_turn(cluster.databases, kind):
        try:
            catalogue = look_at(cluster, name, tick)
        except Refused as why:
            if why.code in FINAL:
                raise
            refused.append(why)
            continue
        if fits(catalogue, kind):
            return without(catalogue, cluster)
        found.append(catalogue)
    if refused and not any(fits(each, None) for each in found):
        raise refused[0]
    if not found:
        raise Refused("no_tables", "This data directory holds no database to restore.")
    return without(telling(found), cluster)


def in_turn(names: list[str], kind: Appliance | None) -> list[str]:
    """Those first that are named as an appliance names its own."""
    own = [each.prefix for each in Appliance]
    wanted = kind.prefix if kind else ""

    def place(name: str) -> tuple[bool, bool, bool, str]:
        return name != wanted, name not in own, name in USUAL, name

    return sorted(names, key=place)


def look_at(cluster: Cluster, database: str, tick: Tick) -> Catalogue:
    """Its definitions, which are a stranger's: read as those of a plain dump are."""
    with dumped(cluster, database, "--schema-only", seconds=QUICK) as stream:
        return Catalogue(database, survey(stream, tick=tick))


def fits(catalogue: Catalogue, kind: Appliance | None) -> bool:
    try:
        recognise(catalogue.surveyed.contents.tables, kind)
    except Refused:
        return False
    return True


def telling(found: list[Catalogue]) -> Catalogue:
    """Of several that will be refused, the one whose refusal says most."""
    for catalogue in found:
        if fits(catalogue, None):
            return catalogue
    return max(found, key=lambda each: len(each.surveyed.contents.tables))


def without(catalogue: Catalogue, cluster: Cluster) -> Catalogue:
    names = (name for name in cluster.databases if name not in USUAL)
    others = tuple(name for name in names if name != catalogue.database)
    return Catalogue(catalogue.database, catalogue.surveyed, others)


def rows_in_files(cluster: Cluster, database: str) -> list[Rows]:
    said = ask(cluster, database, FILES)
    try:
        return [_rows(each) for each in json.loads(said)]
    except (ValueError, TypeError, RecursionError):
        raise Refused(
            "damaged", "The list of tables in this data directory can not be read."
        ) from None


def _rows(told: Any) -> Rows:
    schema, name, path, size = told
    if not isinstance(size, int) or not 0 <= size < 2**60:
        raise ValueError
    return Rows(f"{schema}.{name}", str(PurePosixPath(path or "")), size)
