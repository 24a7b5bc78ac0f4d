from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from phases.models.importing import ImportState
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, User, tracked


class LegacyImportQuerySet(models.QuerySet["LegacyImport"]):
    def for_user(self, user: User) -> Self:
        """A file may name all customers, so only its sender sees it."""
        return self if user.sees_everything else self.filter(created_by=user)


@tracked(exclude=["content", "outcome"])
class LegacyImport(BaseModel):
    """A file of the earlier tool: tried out first, then imported."""

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(blank=True)  # emptied when imported
    types = models.JSONField(default=dict, blank=True)  # of the file: ours
    unknown_types = models.JSONField(default=list, blank=True)  # that need one of ours
    outcome = models.JSONField(default=dict, blank=True)  # the ledger
    state = models.CharField(
        max_length=10, choices=ImportState, default=ImportState.DRAFT
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = LegacyImportQuerySet.as_manager()
    activity = Activity(page_permission="projects.add_project")

    class Meta:
        verbose_name = "import from the earlier tool"
        verbose_name_plural = "imports from the earlier tool"
        ordering = ("-created_at",)
        constraints = [one_of("state", ImportState, "legacy_import_state_known")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("phases:legacy", args=[self.pk])

    @property
    def state_tone(self) -> str:
        return ImportState(self.state).tone
