from django.db import models
from django.db.models.functions import MD5

from gather.models.parts import as_counted, figure, label, part_of
from tracker.fields import one_of


class Sort(models.TextChoices):
    DOMAIN = "domain", "Storage domain"
    TAPE = "tape", "Tape type in a storage domain"
    POOL = "pool", "Pool partition in a storage domain"
    BROKER = "broker", "Broker"


class Location(models.Model):
    """Anything that holds data. Groups refer to it by its number.

    Two of different types may have the same name: a storage domain may be called
    "A/LTO9".
    """

    inventory = part_of("locations")
    number = models.PositiveSmallIntegerField()
    sort = models.CharField("type", max_length=10, choices=Sort)
    name = label(help_text='"domain", "domain/LTO9" or "domain/pool:partition"')
    domain = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the storage domain."
    )
    medium = label(blank=True, help_text='"LTO9" or the name of a pool partition')

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint("inventory", "number", name="location_number"),
            models.UniqueConstraint(
                "inventory",
                "sort",
                "domain",
                MD5("name"),
                name="location_unique",
                nulls_distinct=False,
            ),
            one_of("sort", Sort, "location_sort_known"),
            models.CheckConstraint(
                condition=models.Q(sort__in=("tape", "pool"), domain__isnull=False)
                | models.Q(sort__in=("domain", "broker"), domain=None),
                name="location_media_are_in_domains",
            ),
        ]
        triggers = as_counted("location_as_counted")

    def __str__(self) -> str:
        return self.name


class Bucket(models.Model):
    """A bucket of the catalogue, even an empty one, with its totals."""

    inventory = part_of("buckets")
    number = models.PositiveIntegerField()
    name = label()
    policy = label(verbose_name="data policy", blank=True)
    objects_count = figure(verbose_name="objects")
    size = figure()
    blobs_count = figure(verbose_name="blobs")
    unfinished_objects = figure(verbose_name="unfinished uploads")
    unfinished_size = figure(verbose_name="size of unfinished uploads")

    class Meta:
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("inventory", "number", name="bucket_number"),
            models.UniqueConstraint("inventory", MD5("name"), name="bucket_unique"),
        ]
        triggers = as_counted("bucket_as_counted")

    def __str__(self) -> str:
        return self.name
