import re
from datetime import date
from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.urls import reverse

from customers.models import VisibleQuerySet
from projects.models import Project, ProjectType
from tracker.fields import ExactNameField, NameField, UniqueName, not_blank, one_of
from tracker.models import BaseModel, tracked


class PhaseType(models.TextChoices):
    IOM_BUCKET = "IOM_BUCKET", "IOM by bucket"
    IOM_EXCLUSION = "IOM_EXCLUSION", "IOM by exclusion"
    RIO_CRUISE = "RIO_CRUISE", "Rio cruise"

    @classmethod
    def of_project(cls, project_type: str) -> "PhaseType":
        """What a phase of such a project is, unless somebody says otherwise."""
        if project_type in cls.values:
            return cls(project_type)
        if project_type in ProjectType.values:
            return cls.RIO_CRUISE
        raise ValueError(f"{project_type!r} is not a type of project.")


class PhaseStatus(models.TextChoices):
    PLANNED = "planned", "Planned"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    COMPLETED = "completed", "Completed"

    @property
    def tone(self) -> str:
        return {"active": "ok", "paused": "warning", "completed": "info"}.get(
            self.value, "neutral"
        )


class PhaseQuerySet(VisibleQuerySet["Phase"]):
    customer = "project__customer__"

    def in_active_projects(self) -> Self:
        return self.filter(project__active=True, project__customer__active=True)

    def active(self) -> Self:
        """Being worked on, in a project and for a customer that are active too."""
        return self.in_active_projects().filter(status=PhaseStatus.ACTIVE)

    def planned(self) -> Self:
        return self.in_active_projects().filter(status=PhaseStatus.PLANNED)

    def sortable(self) -> Self:
        """With what lists sort by: never NULL, and blind to case."""
        return self.with_project().annotate(
            sort_name=Lower("name"),
            sort_project=Lower("project__name"),
            sort_customer=Lower("project__customer__name"),
            sort_target_date=Coalesce("target_date", date.max),
        )

    def with_project(self) -> Self:
        return self.select_related("project__customer")


@tracked()
class Phase(BaseModel):
    project = models.ForeignKey(Project, models.PROTECT, related_name="phases")
    name = NameField()
    type = models.CharField(max_length=20, choices=PhaseType)
    source = ExactNameField(
        blank=True, help_text="A storage domain or a broker, exactly as it is named."
    )
    target = ExactNameField(
        blank=True, help_text="A storage domain, a medium within one, or a broker."
    )
    target_tape_partition = ExactNameField(
        blank=True, help_text="Whose scratch tapes are counted."
    )
    buckets = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="One bucket a line. Without any, the phase's name decides.",
    )
    status = models.CharField(
        max_length=10, choices=PhaseStatus, default=PhaseStatus.ACTIVE
    )
    status_reason = models.CharField("reason of the status", max_length=500, blank=True)
    target_date = models.DateField(null=True, blank=True)
    expected_date = models.DateField(
        "end set by hand",
        null=True,
        blank=True,
        help_text="Instead of the forecast, which is still made.",
    )
    expected_reason = models.CharField(
        "reason of the end set by hand", max_length=500, blank=True
    )

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = [
            UniqueName(
                "project",
                name="phase_name_unique",
                violation_error_message="This project has a phase of this name.",
            ),
            not_blank("phase_name_not_blank"),
            one_of("type", PhaseType, "phase_type_known"),
            one_of("status", PhaseStatus, "phase_status_known"),
            models.CheckConstraint(
                condition=models.Q(expected_date=None)
                | models.Q(expected_reason__regex=r"\S"),
                name="phase_expected_for_a_reason",
                violation_error_message="Say why the end is set by hand.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="id_for_good", fields=["id"]),
            pgtrigger.Trigger(
                name="stays_with_its_customer",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("project_id"),
                func="""
                    IF 1 < (
                        SELECT count(DISTINCT customer_id) FROM projects_project
                        WHERE id IN (OLD.project_id, NEW.project_id)
                    ) THEN
                        RAISE EXCEPTION 'a phase stays with its customer'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("phases:detail", args=[self.pk])

    @property
    def status_tone(self) -> str:
        return PhaseStatus(self.status).tone

    def clean(self) -> None:
        errors = {
            **self._check_places(),
            **self._check_buckets(),
            **self._check_project(),
            **self._check_expected(),
        }
        if errors:
            raise ValidationError(errors)

    def _check_places(self) -> dict[str, str]:
        if self.source and self.source == self.target:
            return {"target": "Source and target are the same place."}
        return {}

    def _check_buckets(self) -> dict[str, str]:
        if any(not name.strip() for name in self.buckets):
            return {"buckets": "A bucket's name can not be empty."}
        if any(re.search("[\0\ud800-\udfff]", name) for name in self.buckets):
            return {"buckets": "A bucket's name is text without zero bytes."}
        if len(set(self.buckets)) != len(self.buckets):
            return {"buckets": "The same bucket is listed twice."}
        return {}

    def _check_expected(self) -> dict[str, str]:
        if self.expected_date and not self.expected_reason.strip():
            return {"expected_reason": "Say why the end is set by hand."}
        return {}

    def _check_project(self) -> dict[str, str]:
        if self._state.adding or self.project_id is None:
            return {}
        stored = Project.objects.get(phases=self.pk)
        if stored.customer_id != self.project.customer_id:
            return {"project": f"A phase stays with its customer, {stored.customer}."}
        return {}


@tracked()
class PhaseNote(BaseModel):
    """A line in the journal of a phase."""

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(max_length=5000)

    class Meta:
        verbose_name = "note"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.text[:60]

    def clean(self) -> None:
        if self.text and not self.text.strip():
            raise ValidationError({"text": "A note says something."})
