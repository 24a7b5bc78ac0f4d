"""Rows of a phase and a day: of several for the same, the one that was saved last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.ledger import Ledger
from phases.models import Phase

NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass
class Dated:
    """A row that can be stored."""

    row: Row
    phase: Phase
    key: tuple[Any, ...]  # what there is only one of
    figures: dict[str, Any]

    @property
    def pk(self) -> UUID | None:
        return values.uuid(self.row["id"])

    @property
    def saved_at(self) -> datetime:
        cells = (self.row.get("last_updated"), self.row.get("created_at"))
        return next(filter(None, map(values.moment, cells)), NEVER)

    @property
    def times(self) -> dict[str, datetime]:
        """When it was created and changed, where the file says so."""
        created = values.moment(self.row.get("created_at"))
        saved = None if self.saved_at == NEVER else self.saved_at
        kept = {"created_at": created or saved, "updated_at": saved or created}
        return {name: moment for name, moment in kept.items() if moment}


Read = Callable[[Row, Phase], Dated]


def dated_rows(
    table: str, file: SqliteFile, phases: dict[str, Phase], read: Read, ledger: Ledger
) -> Iterator[Dated]:
    """The rows to be stored; the others are merged with these, or refused."""
    readable = list(_readable(table, file, phases, read, ledger))
    last = {dated.key: dated for dated in sorted(readable, key=lambda d: d.saved_at)}
    for dated in readable:
        kept = last[dated.key]
        if kept is dated:
            yield dated
        elif kept.figures == dated.figures:
            shown = values.shown(kept.row["id"])
            ledger.merge(table, dated.row["id"], f"The same figures as row {shown}.")
        else:
            ledger.refuse(table, dated.row["id"], _overruled(dated, kept))


def _readable(
    table: str, file: SqliteFile, phases: dict[str, Phase], read: Read, ledger: Ledger
) -> Iterator[Dated]:
    ids: set[UUID] = set()
    for row in file.rows(table):
        try:
            phase = phases.get(values.text(row["migration_phase_id"]))
            if phase is None:
                shown = values.shown(row["migration_phase_id"])
                raise values.OddError(
                    f"The phase {shown} is not in the file or was refused."
                )
            dated = read(row, phase)
            if dated.pk in ids:
                raise values.OddError("Another row has the same id.")
            if dated.pk:
                ids.add(dated.pk)
            yield dated
        except values.OddError as odd:
            ledger.refuse(table, row["id"], str(odd))


def _overruled(dated: Dated, kept: Dated) -> str:
    """Why other figures for the same are kept, as the file tells it."""
    later = kept.saved_at > dated.saved_at
    phase = values.text(kept.row["migration_phase_id"])
    of_other = phase != values.text(dated.row["migration_phase_id"])
    where = f" of the merged phase {values.shown(phase)}" if of_other else ""
    why = "was saved later" if later else "comes later in the file"
    return (
        f"Row {values.shown(kept.row['id'])}{where} has other figures for this phase "
        f"and day, and {why}."
    )
