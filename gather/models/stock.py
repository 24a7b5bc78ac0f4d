from django.db import models

from gather.models.parts import as_counted, figure, locations, part_of
from gather.models.places import Bucket, Location
from tracker.fields import one_of


class ObjectGroup(models.Model):
    """Finished objects of a bucket, complete and present on the same locations."""

    inventory = part_of("object_groups")
    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="object_groups")
    complete = locations()
    present = locations()
    objects_count = figure(verbose_name="objects")
    size = figure()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "bucket", "complete", "present", name="object_group_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(present__contains=models.F("complete")),
                name="object_group_complete_is_present",
            ),
        ]
        triggers = as_counted("objects_as_counted")

    def __str__(self) -> str:
        return f"{self.objects_count:,} objects"


class BlobGroup(models.Model):
    """Blobs of a bucket's finished objects that are on the same locations."""

    inventory = part_of("blob_groups")
    bucket = models.ForeignKey(Bucket, models.CASCADE, related_name="blob_groups")
    locations = locations()
    blobs_count = figure(verbose_name="blobs")
    size = figure()

    class Meta:
        constraints = [
            models.UniqueConstraint("bucket", "locations", name="blob_group_unique")
        ]
        triggers = as_counted("blobs_as_counted")

    def __str__(self) -> str:
        return f"{self.blobs_count:,} blobs"


class BrokerGroup(models.Model):
    """Objects of a broker whose file names are held by the same brokers."""

    inventory = part_of("broker_groups")
    broker = models.ForeignKey(Location, models.CASCADE, related_name="broker_groups")
    held_by = locations()
    objects_count = figure(verbose_name="objects")
    size = figure()

    class Meta:
        constraints = [
            models.UniqueConstraint("broker", "held_by", name="broker_group_unique")
        ]
        triggers = as_counted("broker_objects_as_counted")

    def __str__(self) -> str:
        return f"{self.objects_count:,} objects"


class CopyState(models.TextChoices):
    GOOD = "good", "Good"
    OBSOLETE = "obsolete", "Obsolete"
    SUSPECT = "suspect", "Suspect"
    LOST = "lost", "Lost"


class CopyGroup(models.Model):
    """Copies of finished objects; a bad one counts once, in the first fitting state.

    Ejected copies are some of the good ones. Without a location, the copies are on
    media outside any storage domain.
    """

    inventory = part_of("copy_groups")
    location = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="copy_groups"
    )
    state = models.CharField(max_length=10, choices=CopyState)
    copies = figure()
    size = figure()
    ejected_copies = figure()
    ejected_size = figure()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "inventory",
                "location",
                "state",
                name="copy_group_unique",
                nulls_distinct=False,
            ),
            one_of("state", CopyState, "copy_group_state_known"),
            models.CheckConstraint(
                condition=models.Q(ejected_copies=0, ejected_size=0)
                | models.Q(
                    state=CopyState.GOOD,
                    ejected_copies__lte=models.F("copies"),
                    ejected_size__lte=models.F("size"),
                ),
                name="copy_group_ejected_are_good",
            ),
        ]
        triggers = as_counted("copies_as_counted")

    def __str__(self) -> str:
        return f"{self.copies:,} {self.state} copies"
