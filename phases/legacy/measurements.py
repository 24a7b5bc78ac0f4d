"""Importing the earlier tool's measurements: for each day, the last saved counts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.ledger import Ledger, reason_of
from phases.models import MigrationData, Phase, RecordedVia
from phases.services.measurements import add_measurement
from tracker.history import events

TABLE = "migration_data"
FIGURES = ("source_objects", "source_size", "target_objects", "target_size")
OTHER_FIGURES = (
    "Migration Tracker already has different figures for this phase, date and type."
)
DELETED_SINCE = "This measurement was imported before and has been deleted since."
Key = tuple[UUID, Any, str]  # phase, day, type


def import_measurements(
    file: SqliteFile, phases: dict[str, Phase], ledger: Ledger
) -> None:
    readable = list(_readable(file, phases, ledger))
    last = {key: row for key, row, _ in sorted(readable, key=_saved_at)}
    existing = ExistingMeasurements(phases.values())
    for key, row, figures in readable:
        if last[key] is not row:
            other = values.shown(last[key]["id"])
            reason = (
                f"Row {other} has the same phase, date and type and was saved later."
            )
            ledger.refuse(TABLE, row["id"], reason)
        else:
            phase = phases[values.text(row["migration_phase_id"])]
            _import_one(phase, key, row, figures, existing, ledger)


def _readable(
    file: SqliteFile, phases: dict[str, Phase], ledger: Ledger
) -> Iterable[tuple[Key, Row, dict[str, Any]]]:
    """The rows that can be a measurement, with their figures."""
    for row in file.rows(TABLE):
        try:
            phase = phases.get(values.text(row["migration_phase_id"]))
            if phase is None:
                shown = values.shown(row["migration_phase_id"])
                raise values.OddError(
                    f"The phase {shown} is not in the file or was refused."
                )
            key = (
                phase.pk,
                values.day(row["timestamp"]),
                values.measurement_type(row.get("type")),
            )
            yield key, row, {name: values.figure(row[name], name) for name in FIGURES}
        except values.OddError as odd:
            ledger.refuse(TABLE, row["id"], str(odd))


def _saved_at(readable: tuple[Key, Row, dict[str, Any]]) -> tuple[str, str]:
    """When, if the row has it; sorting keeps rows of one moment in the file's order."""
    row = readable[1]
    return values.text(row.get("last_updated")), values.text(row.get("created_at"))


class ExistingMeasurements:
    """The measurements that these phases have, and the ids that were ever used."""

    def __init__(self, phases: Iterable[Phase]) -> None:
        rows = MigrationData.objects.filter(phase__in={phase.pk for phase in phases})
        self.by_key = {(m.phase_id, m.timestamp, m.type): m for m in rows}

    def id_is_taken(self, pk: UUID | None) -> bool:
        return pk is not None and MigrationData.objects.filter(pk=pk).exists()

    def was_deleted(self, pk: UUID | None) -> bool:
        return pk is not None and events(MigrationData).filter(pgh_obj_id=pk).exists()


def _import_one(
    phase: Phase,
    key: Key,
    row: Row,
    figures: dict[str, Any],
    existing: ExistingMeasurements,
    ledger: Ledger,
) -> None:
    pk, same_day = values.uuid(row["id"]), existing.by_key.get(key)
    if same_day and all(getattr(same_day, n) == v for n, v in figures.items()):
        return ledger.already_there(TABLE)
    if existing.id_is_taken(pk):
        return ledger.already_there(TABLE)  # and corrected since
    if same_day:
        return ledger.refuse(TABLE, row["id"], OTHER_FIGURES)
    if existing.was_deleted(pk):
        return ledger.refuse(TABLE, row["id"], DELETED_SINCE)
    try:
        _add(phase, key, row, figures, ledger)
    except ValidationError as refused:
        return ledger.refuse(TABLE, row["id"], reason_of(refused))
    return ledger.imported(TABLE)


def _add(
    phase: Phase, key: Key, row: Row, figures: dict[str, Any], ledger: Ledger
) -> None:
    tapes = row.get("target_scratch_tapes")
    scratch = values.whole(tapes)
    if scratch is None and values.text(tapes):
        shown = values.shown(tapes)
        sentence = f"The scratch tapes {shown} are not a number and were left empty."
        ledger.remark(TABLE, row["id"], sentence)
    add_measurement(
        phase=phase,
        timestamp=key[1],
        type=key[2],
        recorded_via=RecordedVia.IMPORT,
        note="Imported from the earlier tool",
        target_scratch_tapes=scratch,
        id=values.uuid(row["id"]),
        **figures,
    )
