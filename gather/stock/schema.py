"""The queries for a BlackPearl's catalogue, whatever its age. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from gather.measuring.figures import CLEANING
from gather.stock.reading import INTEGERS, UUID, cut
from restore.dumps.catalogues import DOMAIN, MEMBER
from restore.types import Table

KEYS = (
    "ds3.bucket.id",
    "ds3.s3_object.id",
    "ds3.s3_object.bucket_id",
    "ds3.blob.id",
    "ds3.blob.object_id",
    "tape.blob_tape.id",
    "tape.blob_tape.blob_id",
    "tape.blob_tape.tape_id",
    "pool.blob_pool.id",
    "pool.blob_pool.blob_id",
    "pool.blob_pool.pool_id",
    "tape.tape.id",
    "pool.pool.id",
)
AMOUNTS = (
    "ds3.blob.length",
    "tape.tape.total_raw_capacity",
    "tape.tape.available_raw_capacity",
    "pool.pool.used_capacity",
    "pool.pool.available_capacity",
    "pool.pool.total_capacity",
    "pool.pool.reserved_capacity",
)
TYPES = {**dict.fromkeys(KEYS, UUID), **dict.fromkeys(AMOUNTS, INTEGERS)}
BIG = ("ds3.s3_object", "ds3.blob", "tape.blob_tape", "pool.blob_pool")
# A copy's state within its class: classes are three apart.
GOOD, OBSOLETE, SUSPECT = range(3)
STATES = 3
BUCKETS = """
    SELECT id, (dense_rank() OVER (ORDER BY coalesce(name::text, '')) - 1)::int AS code,
           coalesce(name::text, '') AS name, data_policy_id
    FROM ds3.bucket
"""


@dataclass(frozen=True)
class Schema:
    """The tables of a catalogue. Older appliances lack some of them."""

    tables: Mapping[str, Table]

    def has(self, table: str, column: str = "") -> bool:
        entry = self.tables.get(table)
        if entry is None or not column:
            return entry is not None
        return any(each.name == column for each in entry.columns)

    def type(self, table: str, column: str) -> str:
        return next(c.type for c in self.tables[table].columns if c.name == column)

    # Media ----------------------------------------------------------------------------

    def _domain(self, table: str) -> tuple[str, str]:
        """The column of a medium's storage domain, and what has to be joined."""
        if not self.has(table, MEMBER):
            return f"t.{DOMAIN}", ""
        join = f"LEFT JOIN ds3.storage_domain_member m ON m.id = t.{MEMBER}"
        return "m.storage_domain_id", join

    def tapes(self) -> str:
        domain, join = self._domain("tape.tape")
        return f"""
            SELECT t.id, {domain} AS domain,
                   coalesce({cut("t.type")}, 'UNKNOWN') AS medium,
                   coalesce({cut("t.state")}, 'UNKNOWN') AS state, t.partition_id,
                   {truth("t.assigned_to_storage_domain")} AS assigned,
                   {self._usable()} AS usable, {self._flag("full_of_data")} AS filled,
                   {amount("t.total_raw_capacity")} AS total,
                   {amount("t.available_raw_capacity")} AS available
            FROM tape.tape t {join}
        """

    def _flag(self, column: str) -> str:
        return truth(f"t.{column}") if self.has("tape.tape", column) else "false"

    def _usable(self) -> str:
        """Would the appliance itself take this one next?"""
        cleaning = ", ".join(f"'{type_}'" for type_ in sorted(CLEANING))
        conditions = [
            "coalesce(t.state::text, '') = 'NORMAL'",
            f"coalesce(t.type::text, '') NOT IN ({cleaning})",
        ]
        if self.has("tape.tape", "role"):  # tapes had none before 2022
            conditions.append("coalesce(t.role::text, 'NORMAL') = 'NORMAL'")
        for column in ("full_of_data", "write_protected"):
            conditions.append(f"NOT {self._flag(column)}")
        if self.has("tape.tape", "eject_pending"):
            conditions.append(f"NOT ({self._eject_pending()})")
        return f"({' AND '.join(conditions)})"

    def _eject_pending(self) -> str:
        flag = self.type("tape.tape", "eject_pending") == "boolean"
        return truth("t.eject_pending") if flag else "t.eject_pending IS NOT NULL"

    def pools(self) -> str:
        domain, join = self._domain("pool.pool")
        own = "m.pool_partition_id" if join else "NULL"
        return f"""
            SELECT t.id, {domain} AS domain, coalesce({cut("p.name")}, '') AS medium,
                   coalesce({cut("t.state")}, 'UNKNOWN') AS state,
                   {self.text("pool.pool", "name")} AS name,
                   {self.text("pool.pool", "type")} AS type,
                   {cut("p.name")} AS partition, {amount("t.used_capacity")} AS used,
                   {amount("t.available_capacity")} AS available,
                   {amount("t.total_capacity")} AS total,
                   {amount("t.reserved_capacity")} AS reserved
            FROM pool.pool t {join}
            LEFT JOIN pool.pool_partition p ON p.id = coalesce(t.partition_id, {own})
        """

    def text(self, table: str, column: str, of: str = "t") -> str:
        if not self.has(table, column):
            return "''"
        return f"coalesce({cut(f'{of}.{column}')}, '')"

    def media(self, pools: bool) -> str:
        return self.pools() if pools else self.tapes()

    # Copies ---------------------------------------------------------------------------

    def classed(self, *, pools: bool) -> str:
        """Each medium with the number of its class: those of a kind in a domain."""
        return f"""
            SELECT id, domain, medium, state, {STATES} * (
                dense_rank() OVER (ORDER BY domain, medium, state) - 1)::int AS class
            FROM ({self.media(pools)}) AS media
        """

    def copies(self, *, pools: bool, first: int) -> str:
        """Each copy, its blob and class; `first` is the number of the first class."""
        table, key = (
            ("pool.blob_pool", "pool_id") if pools else ("tape.blob_tape", "tape_id")
        )
        return (
            f"SELECT c.id, c.blob_id, m.class + {first} FROM {table} c "
            f"JOIN ({self.classed(pools=pools)}) m ON m.id = c.{key}"
        )

    def marks(self, *, pools: bool) -> str:
        """The copies that are not good; none where the catalogue has no such tables."""
        kind = "pool" if pools else "tape"
        tables = {
            f"{kind}.obsolete_blob_{kind}": OBSOLETE,
            f"{kind}.suspect_blob_{kind}": SUSPECT,
        }
        present = {table: state for table, state in tables.items() if self.has(table)}
        parts = [f"SELECT id, {state} FROM {table}" for table, state in present.items()]
        return " UNION ALL ".join(parts) or "SELECT NULL::uuid, 0 WHERE false"


def truth(column: str) -> str:
    return f"coalesce(({column})::text = 'true', false)"


def amount(column: str) -> str:
    """Capacities are figures of interest only: unknown or odd ones count as nothing."""
    return f"greatest(coalesce({column}, 0), 0)::numeric"


OBJECTS = f"""
    SELECT o.id, b.code, (o.creation_date IS NOT NULL)::int
    FROM ds3.s3_object o JOIN ({BUCKETS}) b ON b.id = o.bucket_id
"""
BLOBS = "SELECT id, object_id, length FROM ds3.blob"
