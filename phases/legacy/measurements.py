"""Importing the earlier tool's measurements; unusual figures are asked about."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import ValidationError

from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.dated import Dated, dated_rows
from phases.legacy.ledger import ALREADY_THERE, Ledger, reason_of
from phases.models import MigrationData, Phase, RecordedVia
from phases.services.measurements import add_measurements
from phases.unusual import unusual
from tracker.history import events

TABLE = "migration_data"
FIGURES = ("source_objects", "source_size", "target_objects", "target_size")
OTHER_FIGURES = (
    "Migration Tracker already has different figures for this phase, date and type."
)
OTHER_PHASE = (
    "Migration Tracker has a measurement with this id in another phase. If it belongs "
    "here, delete it there and add it manually."
)
DELETED_SINCE = "This measurement was imported before and has been deleted since."
APART = ["phase", "recorded_by"]  # not of the file


def import_measurements(
    file: SqliteFile, phases: dict[str, Phase], ledger: Ledger, *, unusual_ok: bool
) -> None:
    rows = list(dated_rows(TABLE, file, phases, _read, ledger))
    existing = ExistingMeasurements({phase.pk for phase in phases.values()}, rows)
    new: dict[UUID, list[MigrationData]] = defaultdict(list)
    shown: dict[int, Dated] = {}
    for dated in rows:
        measurement = _new(dated, existing, ledger)
        if measurement is not None:
            new[dated.phase.pk].append(measurement)
            shown[id(measurement)] = dated
    stored: list[MigrationData] = []
    for phase, measurements in new.items():
        asked = unusual(measurements, existing.of_phase[phase])
        for place, measurement in enumerate(measurements):
            dated = shown[id(measurement)]
            key = dated.row["id"]
            if place not in asked:
                ledger.imported(TABLE)
            else:
                question = f"{dated.phase}: {' '.join(asked[place].sentences)}"
                ledger.ask(TABLE, key, question, stored=unusual_ok)
            if unusual_ok or place not in asked:
                stored.append(measurement)
    add_measurements(stored)


def _read(row: Row, phase: Phase) -> Dated:
    day, kind = values.day(row["timestamp"]), values.measurement_type(row.get("type"))
    figures = {name: values.figure(row[name], name) for name in FIGURES}
    return Dated(row, phase, (phase.pk, day, kind), figures)


class ExistingMeasurements:
    """The measurements of these phases, and the ids of the file that were ever used."""

    def __init__(self, phases: Iterable[UUID], rows: list[Dated]) -> None:
        self.by_key: dict[tuple[object, ...], MigrationData] = {}
        self.of_phase: dict[UUID, list[MigrationData]] = defaultdict(list)
        for row in MigrationData.objects.filter(phase__in=phases):
            self.by_key[row.phase_id, row.timestamp, row.type] = row
            self.of_phase[row.phase_id].append(row)
        ids = [dated.pk for dated in rows if dated.pk]
        taken = MigrationData.objects.filter(pk__in=ids)
        self.phase_of = dict(taken.values_list("pk", "phase_id"))
        known = events(MigrationData).filter(pgh_obj_id__in=ids)
        self.ever = set(known.values_list("pgh_obj_id", flat=True))


def _new(
    dated: Dated, existing: ExistingMeasurements, ledger: Ledger
) -> MigrationData | None:
    """The measurement that a row adds; else the ledger has the reason."""
    obstacle = _obstacle(dated, existing)
    if not obstacle:
        try:
            return _checked(dated, ledger)
        except ValidationError as refused:
            obstacle = reason_of(refused)
    if obstacle == ALREADY_THERE:
        ledger.already_there(TABLE)
    else:
        ledger.refuse(TABLE, dated.row["id"], obstacle)
    return None


def _obstacle(dated: Dated, existing: ExistingMeasurements) -> str:
    """Why a row adds no measurement; nothing if it does."""
    same_day = existing.by_key.get(dated.key)
    if same_day and all(getattr(same_day, n) == v for n, v in dated.figures.items()):
        return ALREADY_THERE
    if dated.pk in existing.phase_of:  # and perhaps corrected since
        here = existing.phase_of[dated.pk] == dated.phase.pk
        return ALREADY_THERE if here else OTHER_PHASE
    if same_day:
        return OTHER_FIGURES
    return DELETED_SINCE if dated.pk in existing.ever else ""


def _checked(dated: Dated, ledger: Ledger) -> MigrationData:
    _, day, kind = dated.key
    times = dated.times
    measurement = MigrationData(
        phase=dated.phase,
        timestamp=day,
        type=kind,
        recorded_via=RecordedVia.IMPORT,
        note="Imported from the earlier tool",
        target_scratch_tapes=_scratch_tapes(dated.row, ledger),
        **({"id": dated.pk} if dated.pk else {}),
        **({"figures_at": times["updated_at"]} if times else {}),
        **times,
        **dated.figures,
    )
    measurement.full_clean(
        exclude=APART, validate_unique=False, validate_constraints=False
    )
    return measurement


def _scratch_tapes(row: Row, ledger: Ledger) -> int | None:
    tapes = row.get("target_scratch_tapes")
    scratch = values.whole(tapes)
    if scratch is None and values.text(tapes):
        shown = values.shown(tapes)
        sentence = f"The scratch tapes {shown} are not a number and were left empty."
        ledger.remark(TABLE, row["id"], sentence)
    return scratch
