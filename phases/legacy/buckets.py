"""Importing the earlier tool's figures of buckets, as the history of a phase."""

from django.core.exceptions import ValidationError

from files.sqlite import Row, SqliteFile
from phases.legacy import values
from phases.legacy.dated import Dated, dated_rows
from phases.legacy.ledger import Ledger, reason_of
from phases.models import BucketFigures, Phase

TABLE = "bucket_data"
NEEDED = ("id", "timestamp", "migration_phase_id", "bucket_name")
OTHER_FIGURES = (
    "Migration Tracker already has different figures for this bucket and date."
)
AT_ONCE = 1000


def import_buckets(file: SqliteFile, phases: dict[str, Phase], ledger: Ledger) -> None:
    if lack := [name for name in NEEDED if name not in file.tables.get(TABLE, NEEDED)]:
        reason = f"Column {lack[0]} of this table is missing."
        ledger.refuse_all(TABLE, file.row_count(TABLE), reason)
        return
    rows = list(dated_rows(TABLE, file, phases, _read, ledger))
    stored = BucketFigures.objects.filter(phase__in={d.phase.pk for d in rows})
    existing = {row.key: row for row in stored}
    taken = {row.pk for row in stored}
    new = []
    for dated in rows:
        ours = existing.get(dated.key)
        if ours and (ours.objects_count, ours.size) == tuple(dated.figures.values()):
            ledger.already_there(TABLE)
        elif ours or dated.pk in taken:
            ledger.refuse(TABLE, dated.row["id"], OTHER_FIGURES)
        else:
            new += _new(dated, ledger)
    BucketFigures.objects.bulk_create(new, batch_size=AT_ONCE)


def _read(row: Row, phase: Phase) -> Dated:
    names = ("bucket_name", "source", "storage_domain")
    key = (
        phase.pk,
        values.day(row["timestamp"]),
        *(values.text(row.get(name)) for name in names),
    )
    figures = {
        "objects_count": values.figure(row.get("object_count"), "object count"),
        "size": values.figure(row.get("size_bytes"), "size"),
    }
    return Dated(row, phase, key, figures)


def _new(dated: Dated, ledger: Ledger) -> list[BucketFigures]:
    _, day, bucket, source, domain = dated.key
    figures = BucketFigures(
        phase=dated.phase,
        timestamp=day,
        bucket=bucket,
        source=source,
        location=domain,
        **({"id": dated.pk} if dated.pk else {}),
        **dated.times,
        **dated.figures,
    )
    try:
        figures.full_clean(
            exclude=["phase"], validate_unique=False, validate_constraints=False
        )
    except ValidationError as refused:
        ledger.refuse(TABLE, dated.row["id"], reason_of(refused))
        return []
    ledger.imported(TABLE)
    return [figures]
