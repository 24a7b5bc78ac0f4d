from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from phases.models import MeasurementType, MigrationData, Phase, RecordedVia
from phases.models.measurement import SAID
from phases.services.forecasts import remember_forecast
from tracker import services
from tracker.history import because, events
from tracker.models import User

AT_ONCE = 1000


@transaction.atomic
def add_measurement(
    *,
    phase: Phase,
    timestamp: date,
    type: str = MeasurementType.DATA,  # noqa: A002 - part of the contract
    recorded_by: User | None = None,
    recorded_via: str = RecordedVia.WEB,
    note: str = "",
    id: UUID | None = None,  # noqa: A002 - of what comes from elsewhere
    **figures: int | None,
) -> MigrationData:
    measurement = services.create(
        MigrationData(
            phase=phase,
            timestamp=timestamp,
            type=type,
            recorded_by=recorded_by,
            recorded_via=recorded_via,
            note=note,
            **({"id": id} if id else {}),
            **figures,
        )
    )
    remember_forecast(phase)
    return measurement


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
    **values: Any,
) -> MigrationData:
    """Change figures, and keep why with the old ones in the history."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the figures are corrected."})
    said = {name: value for name, value in values.items() if name in SAID}
    if any(getattr(measurement, name) != value for name, value in said.items()):
        values["figures_at"] = timezone.now()
    with because(reason):
        corrected = services.update(measurement, version=version, **values)
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
    fields = [field.attname for field in MigrationData._meta.concrete_fields]
    measurement = MigrationData(**{name: getattr(event, name) for name in fields})
    if not User.objects.filter(pk=event.recorded_by_id).exists():
        measurement.recorded_by = None  # as if it had been there when they left
    restored = services.create(measurement)
    remember_forecast(restored.phase)
    return restored
