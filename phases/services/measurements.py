from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from phases.models import MeasurementType, MigrationData, Phase, RecordedVia
from phases.models.measurement import SAID
from phases.services.forecasts import remember_forecast
from phases.unusual import UNUSUAL, unusual
from tracker import services
from tracker.history import because, events
from tracker.models import User

AT_ONCE = 1000
CHECK_FIRST = "Check these figures. Nothing has been stored yet."


@transaction.atomic
def add_measurement(
    *,
    phase: Phase,
    timestamp: date,
    type: str = MeasurementType.DATA,  # noqa: A002 - part of the contract
    recorded_by: User | None = None,
    recorded_via: str = RecordedVia.WEB,
    note: str = "",
    unusual_ok: bool = True,
    **figures: int | None,
) -> MigrationData:
    """Add figures of a day. Unless unusual ones are all right, they are refused."""
    measurement = services.create(
        MigrationData(
            phase=phase,
            timestamp=timestamp,
            type=type,
            recorded_by=recorded_by,
            recorded_via=recorded_via,
            note=note,
            **figures,
        )
    )
    if not unusual_ok:
        _ask_about(measurement)
    remember_forecast(phase)
    return measurement


def _ask_about(measurement: MigrationData, was: MigrationData | None = None) -> None:
    """Refuse unusual figures, so that someone looks at them and confirms them."""
    others = MigrationData.objects.filter(phase=measurement.phase_id)
    asked = unusual([measurement], others.exclude(pk=measurement.pk), instead=was)
    if asked:
        sentences = [CHECK_FIRST, *asked[0].sentences]
        raise ValidationError([ValidationError(s, code=UNUSUAL) for s in sentences])


@transaction.atomic
def add_measurements(measurements: Sequence[MigrationData]) -> None:
    """Of checked figures, a thousand per statement: checking each row would query the
    database a dozen times. Only rows that the database refuses are checked."""
    try:
        with transaction.atomic():
            MigrationData.objects.bulk_create(measurements, batch_size=AT_ONCE)
    except IntegrityError:
        for measurement in measurements:
            measurement.full_clean()  # names the rival, beside its field
        raise
    _remember(measurements)


@transaction.atomic
def delete_measurements(measurements: Sequence[MigrationData]) -> None:
    """Many at once. The history keeps each of them, and can restore it."""
    MigrationData.objects.filter(pk__in=[row.pk for row in measurements]).delete()
    _remember(measurements)


def _remember(measurements: Sequence[MigrationData]) -> None:
    for phase in {row.phase_id: row.phase for row in measurements}.values():
        remember_forecast(phase)


@transaction.atomic
def correct_measurement(
    *,
    measurement: MigrationData,
    reason: str,
    version: datetime | None = None,
    unusual_ok: bool = True,
    **values: Any,
) -> MigrationData:
    """Change figures, and keep why with the old ones in the history."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the figures are corrected."})
    was = MigrationData.objects.filter(pk=measurement.pk).first()
    said = {name: value for name, value in values.items() if name in SAID}
    says_else = any(getattr(was, name, None) != value for name, value in said.items())
    if says_else:
        values["figures_at"] = timezone.now()
    with because(reason):
        corrected = services.update(measurement, version=version, **values)
    if says_else and not unusual_ok:
        _ask_about(corrected, was)
    remember_forecast(corrected.phase)
    return corrected


@transaction.atomic
def delete_measurement(*, measurement: MigrationData) -> int:
    """Delete it; gives the number of the history's row that can bring it back."""
    pk = measurement.pk
    measurement.delete()
    remember_forecast(measurement.phase)
    deleted = events(MigrationData).filter(pgh_obj_id=pk, pgh_label="delete")
    return deleted.latest("pgh_id").pgh_id


@transaction.atomic
def restore_measurement(*, event: Any) -> MigrationData:
    """Undo a deletion, from the row that the history kept of it."""
    if MigrationData.objects.filter(pk=event.pgh_obj_id).exists():
        raise ValidationError("This measurement already exists. Nothing was changed.")
    if not Phase.objects.filter(pk=event.phase_id).exists():
        raise ValidationError(
            "This measurement can't be restored because its phase has been deleted."
        )
    names = [field.attname for field in MigrationData._meta.concrete_fields]
    fields = [name for name in names if name not in ("created_at", "updated_at")]
    measurement = MigrationData(**{name: getattr(event, name) for name in fields})
    if not User.objects.filter(pk=event.recorded_by_id).exists():
        measurement.recorded_by = None  # as if it had been there when they left
    restored = services.create(measurement)
    remember_forecast(restored.phase)
    return restored
