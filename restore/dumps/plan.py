"""What would be done with a backup, before anything is: shown, stored, confirmed."""

from dataclasses import dataclass
from typing import Any

from customers.appliances import Appliance
from restore.dumps.catalogues import recognise
from restore.dumps.source import Source
from restore.types import Consistency, Identified, LeftOut

# A loaded catalogue with its indexes takes about this many times its backup's bytes.
DISK_FACTOR = {"custom": 8, "directory": 8, "plain": 3, "data directory": 1.3}
CONSISTENCY = {
    Consistency.CONSISTENT: "shut down cleanly",
    Consistency.RECOVERED: "copied while it ran, and recovered from its log",
    Consistency.APPROXIMATE: "copied while it ran, without its log: approximate",
}


@dataclass(frozen=True)
class Plan:
    identified: Identified
    source: Source
    kind: Appliance
    database: str
    disk_needed: int
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For the row, the page and the command."""
        contents = self.source.contents
        return {
            "format": str(self.identified.format),
            "wrappers": list(self.identified.wrappers),
            "name": self.identified.name,
            "sha256": self.identified.sha256,
            "size": self.identified.original_size,
            "kind": str(self.kind),
            "database": self.database,
            "server_version": contents.server_version,
            "dump_version": contents.dump_version,
            "encoding": contents.encoding,
            "dated": self.dated_text,
            "tables": [table.full_name for table in contents.tables],
            "left_out": [_left_out(each) for each in contents.left_out],
            "disk_needed": self.disk_needed,
            "notes": list(self.notes),
            "consistency": self.source.consistency,
            "sandbox": self.source.sandbox,
        }

    def lines(self) -> list[str]:
        """The plan in words."""
        contents = self.source.contents
        dated = self.dated_text or "unknown date"
        return [
            f"{self.what}, {len(contents.tables)} tables, data of {dated}",
            f"to be restored as {self.database}",
            *(f"left out: {e.count} × {e.what}: {e.why}" for e in contents.left_out),
            *self.notes,
        ]

    @property
    def what(self) -> str:
        version = f"of PostgreSQL {self.source.contents.server_version}"
        if consistency := self.source.consistency:
            return f"{self.identified.format} {version}, {CONSISTENCY[consistency]}"
        return f"{self.identified.format} dump {version}"

    @property
    def dated_text(self) -> str | None:
        dated = self.identified.dated or self.source.contents.created
        return dated.isoformat() if dated else None


def make_plan(
    identified: Identified, source: Source, *, kind: Appliance, database: str
) -> Plan:
    """Refuses what is no catalogue, or the other appliance's."""
    recognised = recognise(source.contents.tables, kind)
    factor = DISK_FACTOR[str(identified.format)]
    return Plan(
        identified=identified,
        source=source,
        kind=recognised.kind,
        database=database,
        disk_needed=int(identified.size * factor),
        notes=(*identified.notes, *source.contents.notes, *recognised.notes),
    )


def _left_out(each: LeftOut) -> dict[str, Any]:
    return {
        "what": each.what,
        "names": list(each.names),
        "count": each.count,
        "why": each.why,
    }
