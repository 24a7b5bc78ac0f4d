from dataclasses import replace
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from customers.models import VisibleQuerySet
from files.sheets.sheet import Sheet
from phases.importing.checking import CellFormat, guess_sign
from phases.importing.mapping import guess_columns
from phases.importing.phase_columns import guess_phase_columns
from phases.models.phase import Phase
from projects.models import Project
from tracker.activity import Activity
from tracker.fields import one_of
from tracker.models import BaseModel, tracked


class ImportState(models.TextChoices):
    DRAFT = "draft", "Being checked"
    APPLIED = "applied", "Imported"
    UNDONE = "undone", "Undone"

    @property
    def tone(self) -> str:
        return {"applied": "ok", "undone": "neutral"}.get(self.value, "info")

    @property
    def refusal(self) -> str:
        """Why an import in this state does not do what only another state allows."""
        return {
            "draft": "This file has not been imported yet.",
            "applied": "This file has already been imported.",
            "undone": "This import has already been undone.",
        }[self.value]


class FileQuerySet(VisibleQuerySet[Any]):
    customer = "project__customer__"

    def latest(self) -> Self:  # type: ignore[override]
        return self.defer("rows").order_by("-created_at")


class ImportedFile(BaseModel):
    """A table that someone sent: checked first, then imported whole or not at all."""

    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField()
    rows = models.JSONField(blank=True)  # number and cells; emptied when applied
    row_count = models.PositiveIntegerField()
    remark = models.TextField(blank=True)  # which sheet was read of several
    mapping = models.JSONField(default=dict, blank=True)
    date_order = models.CharField(max_length=3, default="iso")
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
    result = models.JSONField(default=dict, blank=True)

    objects = FileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def state_tone(self) -> str:
        return ImportState(self.state).tone

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.header, [(number, cells) for number, cells in self.rows])


@tracked(exclude=["rows"])
class MeasurementImport(ImportedFile):
    """A file of measurements."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="imports")
    phase = models.ForeignKey(
        Phase,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="imports",
        help_text="Leave empty if a column names the phases.",
    )
    decimal_sign = models.CharField(max_length=1, blank=True)  # empty: not chosen
    size_unit = models.PositiveBigIntegerField(default=1)
    replace = models.BooleanField(default=False)
    activity = Activity(
        parent="project",
        permission="phases.view_migrationdata",
        page_permission="phases.add_migrationdata",
    )

    class Meta(ImportedFile.Meta):
        verbose_name = "import"
        constraints = [one_of("state", ImportState, "import_state_known")]

    def get_absolute_url(self) -> str:
        return reverse("phases:import", args=[self.pk])

    @property
    def parent(self) -> Phase | Project:
        return self.phase or self.project

    @property
    def mapped(self) -> dict[str, int]:
        return self.mapping or guess_columns(self.header)

    @cached_property
    def cell_format(self) -> CellFormat:
        """As chosen; a decimal sign that was not chosen is guessed from the numbers."""
        written = CellFormat(self.date_order, self.size_unit, self.decimal_sign)
        if self.decimal_sign:
            return written
        rows = (cells for _, cells in self.rows)
        return replace(
            written, sign=guess_sign(rows, self.mapped, self.header, written)
        )


@tracked(exclude=["rows"])
class PhaseImport(ImportedFile):
    """A file of phases."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="phase_imports")
    update_existing = models.BooleanField(default=False)
    activity = Activity(
        parent="project",
        permission="phases.view_phase",
        page_permission="phases.add_phase",
    )

    class Meta(ImportedFile.Meta):
        verbose_name = "import of phases"
        verbose_name_plural = "imports of phases"
        constraints = [one_of("state", ImportState, "phase_import_state_known")]

    def get_absolute_url(self) -> str:
        return reverse("phases:phase_import", args=[self.pk])

    @property
    def parent(self) -> Project:
        return self.project

    @property
    def mapped(self) -> dict[str, int]:
        return self.mapping or guess_phase_columns(self.header)
