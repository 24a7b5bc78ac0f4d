from django.db import models
from django.db.models.functions import MD5

from gather.models.parts import as_counted, figure, label, part_of
from gather.models.places import Location


class Partition(models.Model):
    """A partition of tapes or of pools."""

    inventory = part_of("partitions")
    name = label()
    of_pools = models.BooleanField(default=False)

    class Meta:
        ordering = ("of_pools", "name")
        constraints = [
            models.UniqueConstraint(
                "inventory", "of_pools", MD5("name"), name="partition_unique"
            )
        ]
        triggers = as_counted("partition_as_counted")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A medium that a storage domain writes to or has written to."""

    inventory = part_of("members")
    location = models.ForeignKey(
        Location, models.CASCADE, related_name="members", help_text="The medium."
    )
    partition = label(null=True, blank=True)
    state = label(blank=True)
    write_preference = label(blank=True)

    class Meta:
        ordering = ("location__number",)
        triggers = as_counted("member_as_counted")

    def __str__(self) -> str:
        return f"{self.location} in {self.partition}"


class TapeGroup(models.Model):
    """Tapes that are alike."""

    inventory = part_of("tape_groups")
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="tape_groups"
    )
    partition = label(
        null=True, blank=True, help_text="Empty if the tape has been ejected or lost."
    )
    type = label()
    state = label()
    assigned = models.BooleanField(help_text="Assigned to a storage domain.")
    tapes = figure()
    usable = figure(
        help_text="Normal, not full, not write-protected, not being ejected."
    )
    full = figure()
    total_raw_capacity = figure()
    available_raw_capacity = figure()

    class Meta:
        ordering = ("partition", "type", "state")
        constraints = [
            models.UniqueConstraint(
                "inventory",
                "location",
                MD5("partition"),
                MD5("type"),
                MD5("state"),
                "assigned",
                name="tape_group_unique",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(
                    usable__lte=models.F("tapes"), full__lte=models.F("tapes")
                ),
                name="tape_group_parts",
            ),
        ]
        triggers = as_counted("tapes_as_counted")

    def __str__(self) -> str:
        return f"{self.tapes:,} × {self.type}"


class Pool(models.Model):
    inventory = part_of("pools")
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="pools"
    )
    name = label(blank=True)
    partition = label(null=True, blank=True)
    type = label(blank=True)
    state = label(blank=True)
    used_capacity = figure()
    available_capacity = figure()
    total_capacity = figure()
    reserved_capacity = figure()

    class Meta:
        ordering = ("name",)
        triggers = as_counted("pool_as_counted")

    def __str__(self) -> str:
        return self.name
