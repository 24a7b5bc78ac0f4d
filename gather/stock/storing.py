"""From what was counted to the rows of an inventory."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from gather import models as rows
from gather.stock.counted import CountedCatalogue
from gather.stock.reading import uncountable

BATCH = 2000


@transaction.atomic
def store_inventory(
    inventory: rows.Inventory, counted: CountedCatalogue
) -> rows.Inventory:
    """The inventory with all its rows, instead of those of an earlier attempt."""
    if inventory.job_id:
        rows.Inventory.objects.filter(job=inventory.job_id).delete()
    inventory.notes = list(dict.fromkeys(counted.notes))
    inventory.objects_count = sum(group.objects for group in counted.objects)
    inventory.size = sum(group.size for group in counted.objects)
    inventory.blobs_count = sum(group.blobs for group in counted.blobs)
    inventory.sanity = counted.sanity
    try:
        inventory.full_clean()
        inventory.save(force_insert=True)
        _Rows(inventory, counted).make()
    except (ValidationError, IntegrityError, DataError) as error:
        raise uncountable(
            "its figures are larger than any appliance's, or contradict each other"
        ) from error
    return inventory


class _Rows:
    def __init__(self, inventory: rows.Inventory, counted: CountedCatalogue) -> None:
        self.inventory, self.counted = inventory, counted

    def make(self) -> None:
        self.locations = self._all(
            rows.Location,
            (
                {"number": number, **asdict(location)}
                for number, location in enumerate(self.counted.locations)
            ),
        )
        if self.counted.buckets:
            self._buckets()
        else:
            self._brokers()
        self._media()
        self._policies()

    def _all(
        self, model: type[models.Model], values: Iterable[dict[str, Any]]
    ) -> list[Any]:
        made = [model(inventory=self.inventory, **each) for each in values]
        return model._default_manager.bulk_create(made, batch_size=BATCH)

    def _location(self, number: int | None) -> Any:
        return None if number is None else self.locations[number]

    def _buckets(self) -> None:
        counted = self.counted
        sums: dict[int, list[int]] = {n: [0, 0, 0] for n in range(len(counted.buckets))}
        for group in counted.objects:
            sums[group.home][0] += group.objects
            sums[group.home][1] += group.size
        for blobs in counted.blobs:
            sums[blobs.bucket][2] += blobs.blobs
        buckets = self._all(
            rows.Bucket,
            (
                {
                    "number": number,
                    "objects_count": sums[number][0],
                    "size": sums[number][1],
                    "blobs_count": sums[number][2],
                    **asdict(bucket),
                }
                for number, bucket in enumerate(counted.buckets)
            ),
        )
        self._all(
            rows.ObjectGroup,
            (
                {
                    "bucket": buckets[group.home],
                    "complete": list(group.complete),
                    "present": list(group.present),
                    "objects_count": group.objects,
                    "size": group.size,
                }
                for group in counted.objects
            ),
        )
        self._all(
            rows.BlobGroup,
            (
                {
                    "bucket": buckets[group.bucket],
                    "locations": list(group.locations),
                    "blobs_count": group.blobs,
                    "size": group.size,
                }
                for group in counted.blobs
            ),
        )

    def _brokers(self) -> None:
        self._all(
            rows.BrokerGroup,
            (
                {
                    "broker": self.locations[group.home],
                    "held_by": list(group.present),
                    "objects_count": group.objects,
                    "size": group.size,
                }
                for group in self.counted.objects
            ),
        )

    def _media(self) -> None:
        counted = self.counted
        for model, parts in (
            (rows.CopyGroup, counted.copies),
            (rows.TapeGroup, counted.tapes),
            (rows.Pool, counted.pools),
            (rows.Member, counted.members),
        ):
            located = (
                {**asdict(part), "location": self._location(part.location)}  # type: ignore[attr-defined]
                for part in parts
            )
            self._all(model, located)
        self._all(rows.Partition, map(asdict, counted.partitions))

    def _policies(self) -> None:
        policies = self._all(rows.Policy, map(asdict, self.counted.policies))
        self._all(
            rows.Rule,
            (
                {
                    **asdict(rule),
                    "policy": policies[rule.policy],
                    "domain": self._location(rule.domain),
                }
                for rule in self.counted.rules
            ),
        )
