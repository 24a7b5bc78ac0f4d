"""What would be done with a backup, before anything is: shown, stored, confirmed."""

from dataclasses import dataclass
from typing import Any

from customers.appliances import Appliance
from restore.dumps.catalogues import recognise
from restore.dumps.source import Source
from restore.types import Identified, LeftOut, Note

# A loaded catalogue with its indexes takes about this many times its backup's bytes.
DISK_FACTOR = {"custom": 8, "directory": 8, "plain": 3, "data directory": 1.3}
# Short rows and many indexes may take several times as much, but no more than this.
EXCESS = 8
SMALL = 256 * 1024 * 1024


@dataclass(frozen=True)
class Plan:
    identified: Identified
    source: Source
    kind: Appliance
    database: str
    disk_needed: int
    notes: tuple[Note, ...]

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
            "left_out": [_left_out(left_out) for left_out in contents.left_out],
            "disk_needed": self.disk_needed,
            "notes": [note.sentence for note in self.notes],
            "note_codes": [note.code for note in self.notes],
            "consistency": self.source.consistency,
            "sandbox": self.source.sandbox,
        }

    def lines(self) -> list[str]:
        """The plan in words."""
        contents = self.source.contents
        dated = self.dated_text or "an unknown date"
        return [
            f"{self.what}, {len(contents.tables)} tables, data as of {dated}",
            f"to be restored as {self.database}",
            *(
                f"skipped: {left_out.count} × {left_out.what}: {left_out.why}"
                for left_out in contents.left_out
            ),
            *(note.sentence for note in self.notes),
        ]

    @property
    def what(self) -> str:
        version = f"of PostgreSQL {self.source.contents.server_version}"
        if consistency := self.source.consistency:
            return f"{self.identified.format} {version}, {consistency.label}"
        return f"{self.identified.format} dump {version}"

    @property
    def most_disk(self) -> int:
        """Bytes beyond which the database is no longer what the backup should make."""
        return max(self.disk_needed * EXCESS, SMALL)

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


def _left_out(left_out: LeftOut) -> dict[str, Any]:
    return {
        "what": left_out.what,
        "names": list(left_out.names),
        "count": left_out.count,
        "why": left_out.why,
    }
