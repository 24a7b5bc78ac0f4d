"""The earlier tool's measurements: the last that was written of a day counts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.ledger import Ledger, refusal
from phases.models import MigrationData, Phase, RecordedVia
from phases.services.measurements import add_measurement
from tracker.history import events

TABLE = "migration_data"
FIGURES = ("source_objects", "source_size", "target_objects", "target_size")
Key = tuple[UUID, Any, str]  # phase, day, type


def import_measurements(
    file: SqliteFile, phases: dict[str, Phase], ledger: Ledger
) -> None:
    readable = list(read(file, phases, ledger))
    last = {key: row for key, row, _ in sorted(readable, key=written)}
    known = Known(phases.values())
    for key, row, figures in readable:
        if last[key] is not row:
            other = values.shown(last[key]["id"])
            reason = f"row {other} of the same phase, day and type was written later"
            ledger.refuse(TABLE, row["id"], reason)
        else:
            take(key, row, figures, phases, known, ledger)


def read(
    file: SqliteFile, phases: dict[str, Phase], ledger: Ledger
) -> Iterable[tuple[Key, Row, dict[str, Any]]]:
    """The rows that can be a measurement, with what they say."""
    for row in file.rows(TABLE):
        try:
            phase = phases.get(values.text(row["migration_phase_id"]))
            if phase is None:
                shown = values.shown(row["migration_phase_id"])
                raise values.OddError(
                    f"its phase, {shown}, is not in the file or was refused"
                )
            key = (
                phase.pk,
                values.day(row["timestamp"]),
                values.measurement_type(row.get("type")),
            )
            yield key, row, {name: values.figure(row[name], name) for name in FIGURES}
        except values.OddError as odd:
            ledger.refuse(TABLE, row["id"], str(odd))


def written(found: tuple[Key, Row, dict[str, Any]]) -> tuple[str, str]:
    """When, as far as it says; of two that say the same, the later in the file."""
    row = found[1]
    return values.text(row.get("last_updated")), values.text(row.get("created_at"))


class Known:
    """What is here of these phases already, or was."""

    def __init__(self, phases: Iterable[Phase]) -> None:
        found = MigrationData.objects.filter(phase__in={phase.pk for phase in phases})
        self.by_key = {(m.phase_id, m.timestamp, m.type): m for m in found}

    def id_is_taken(self, pk: UUID | None) -> bool:
        return pk is not None and MigrationData.objects.filter(pk=pk).exists()

    def was_deleted(self, pk: UUID | None) -> bool:
        return pk is not None and events(MigrationData).filter(pgh_obj_id=pk).exists()


def take(
    key: Key,
    row: Row,
    figures: dict[str, Any],
    phases: dict[str, Phase],
    known: Known,
    ledger: Ledger,
) -> None:
    pk, there = values.uuid(row["id"]), known.by_key.get(key)
    if there is not None and all(getattr(there, n) == v for n, v in figures.items()):
        return ledger.there(TABLE)
    if known.id_is_taken(pk):
        return ledger.there(TABLE)  # and corrected since
    if there is not None:
        reason = "the tracker has other figures of this phase, day and type"
        return ledger.refuse(TABLE, row["id"], reason)
    if known.was_deleted(pk):
        return ledger.refuse(TABLE, row["id"], "it was imported before, and deleted")
    try:
        add(phases[values.text(row["migration_phase_id"])], key, row, figures, ledger)
    except ValidationError as refused:
        return ledger.refuse(TABLE, row["id"], refusal(refused))
    return ledger.imported(TABLE)


def add(
    phase: Phase, key: Key, row: Row, figures: dict[str, Any], ledger: Ledger
) -> None:
    tapes = row.get("target_scratch_tapes")
    scratch = values.whole(tapes)
    if scratch is None and values.text(tapes):
        shown = values.shown(tapes)
        ledger.remark(TABLE, row["id"], f"its scratch tapes, {shown}, are unknown")
    add_measurement(
        phase=phase,
        timestamp=key[1],
        type=key[2],
        recorded_via=RecordedVia.IMPORT,
        note="From the earlier tool",
        target_scratch_tapes=scratch,
        id=values.uuid(row["id"]),
        **figures,
    )
