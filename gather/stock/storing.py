"""From what was found to the rows of an inventory."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction

from files.errors import Refused
from gather import models as rows
from gather.stock.found import Found

BATCH = 2000


@transaction.atomic
def store(inventory: rows.Inventory, found: Found) -> rows.Inventory:
    """The inventory with all its rows, in the place of an earlier attempt's."""
    if inventory.job_id:
        rows.Inventory.objects.filter(job=inventory.job_id).delete()
    inventory.notes = list(dict.fromkeys(found.notes))
    inventory.objects_count = sum(group.objects for group in found.objects)
    inventory.size = sum(group.size for group in found.objects)
    inventory.blobs_count = sum(group.blobs for group in found.blobs)
    inventory.sanity = found.sanity
    try:
        inventory.full_clean()
        inventory.save(force_insert=True)
        _Rows(inventory, found).make()
    except (ValidationError, IntegrityError, DataError) as error:
        raise Refused(
            "uncountable",
            "The catalogue can not be counted: its figures are larger than any "
            "appliance's, or contradict each other.",
        ) from error
    return inventory


class _Rows:
    def __init__(self, inventory: rows.Inventory, found: Found) -> None:
        self.inventory, self.found = inventory, found

    def make(self) -> None:
        self.places = self._all(
            rows.Location,
            (
                {"number": number, **asdict(place)}
                for number, place in enumerate(self.found.places)
            ),
        )
        if self.found.buckets:
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

    def _place(self, number: int | None) -> Any:
        return None if number is None else self.places[number]

    def _buckets(self) -> None:
        found = self.found
        sums: dict[int, list[int]] = {n: [0, 0, 0] for n in range(len(found.buckets))}
        for group in found.objects:
            sums[group.home][0] += group.objects
            sums[group.home][1] += group.size
        for blobs in found.blobs:
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
                for number, bucket in enumerate(found.buckets)
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
                for group in found.objects
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
                for group in found.blobs
            ),
        )

    def _brokers(self) -> None:
        self._all(
            rows.BrokerGroup,
            (
                {
                    "broker": self.places[group.home],
                    "held_by": list(group.present),
                    "objects_count": group.objects,
                    "size": group.size,
                }
                for group in self.found.objects
            ),
        )

    def _media(self) -> None:
        found = self.found
        for model, parts in (
            (rows.CopyGroup, found.copies),
            (rows.TapeGroup, found.tapes),
            (rows.Pool, found.pools),
            (rows.Member, found.members),
        ):
            located = (
                {**asdict(part), "location": self._place(part.location)}  # type: ignore[attr-defined]
                for part in parts
            )
            self._all(model, located)
        self._all(rows.Partition, map(asdict, found.partitions))

    def _policies(self) -> None:
        policies = self._all(rows.Policy, map(asdict, self.found.policies))
        self._all(
            rows.Rule,
            (
                {
                    **asdict(rule),
                    "policy": policies[rule.policy],
                    "domain": self._place(rule.domain),
                }
                for rule in self.found.rules
            ),
        )
