import re
from typing import Self

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from customers.models import Customer, VisibleQuerySet
from projects.models import Project, ProjectType
from tracker.activity import Activity
from tracker.fields import ExactNameField, NameField, UniqueName, not_blank, one_of
from tracker.models import BaseModel, tracked

SAME_LOCATION = (
    "Source and target are the same location. Choose a different one for either."
)
REASON_MISSING = "Say why the end date is set manually."


class PhaseType(models.TextChoices):
    IOM_BUCKET = "IOM_BUCKET", "IOM by bucket"
    IOM_EXCLUSION = "IOM_EXCLUSION", "IOM by exclusion"
    RIO_CRUISE = "RIO_CRUISE", "Rio cruise"

    @classmethod
    def of_project(cls, project_type: str) -> "PhaseType":
        """The type of a new phase in such a project, unless another one is chosen."""
        if project_type in cls.values:
            return cls(project_type)
        if project_type in ProjectType.values:
            return cls.RIO_CRUISE
        raise ValueError(f"{project_type!r} is not a project type.")


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
        )

    def with_project(self) -> Self:
        return self.select_related("project__customer")


def other_customer(name: str) -> str:
    return f"A phase can't be moved to another customer. It belongs to {name}."


@tracked()
class Phase(BaseModel):
    project = models.ForeignKey(Project, models.PROTECT, related_name="phases")
    name = NameField()
    type = models.CharField(max_length=20, choices=PhaseType)
    source = ExactNameField(
        blank=True, help_text="The exact name of a storage domain or broker."
    )
    target = ExactNameField(
        blank=True,
        help_text="The exact name of a storage domain, location or broker.",
    )
    target_tape_partition = ExactNameField(
        blank=True, help_text="Scratch tapes in this partition are counted."
    )
    buckets = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="One bucket per line. Leave empty to use the bucket with the phase's "
        "name or, if there is no such bucket, all buckets.",
    )
    status = models.CharField(
        max_length=10, choices=PhaseStatus, default=PhaseStatus.ACTIVE
    )
    status_reason = models.CharField("status reason", max_length=500, blank=True)
    target_date = models.DateField(null=True, blank=True)
    expected_date = models.DateField(
        "manual end date",
        null=True,
        blank=True,
        help_text="Shown instead of the forecast, which is still calculated.",
    )
    expected_reason = models.CharField(
        "reason for the manual end date", max_length=500, blank=True
    )

    objects = PhaseQuerySet.as_manager()
    activity = Activity(parent="project")

    class Meta:
        ordering = ("name",)
        constraints = [
            UniqueName(
                "project",
                name="phase_name_unique",
                violation_error_message=(
                    "This project already has a phase with this name. "
                    "Choose another name."
                ),
            ),
            not_blank("phase_name_not_blank"),
            one_of("type", PhaseType, "phase_type_known"),
            one_of("status", PhaseStatus, "phase_status_known"),
            models.CheckConstraint(
                condition=models.Q(expected_date=None)
                | models.Q(expected_reason__regex=r"\S"),
                name="phase_expected_for_a_reason",
                violation_error_message=REASON_MISSING,
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

    @property
    def customer(self) -> Customer:
        return self.project.customer

    def clean(self) -> None:
        if errors := {**self.contradictions(), **self._check_project()}:
            raise ValidationError(errors)

    def contradictions(self) -> dict[str, str]:
        """What its own values say against each other, by field."""
        return {
            **self._check_locations(),
            **self._check_buckets(),
            **self._check_expected(),
        }

    def _check_locations(self) -> dict[str, str]:
        if self.source and self.source == self.target:
            return {"target": SAME_LOCATION}
        return {}

    def _check_buckets(self) -> dict[str, str]:
        if any(not name.strip() for name in self.buckets):
            return {"buckets": "A bucket name can't be empty."}
        if any(re.search("[\0\ud800-\udfff]", name) for name in self.buckets):
            return {"buckets": "A bucket name must be text without zero bytes."}
        if len(set(self.buckets)) != len(self.buckets):
            return {"buckets": "The same bucket is listed twice. Remove one of them."}
        return {}

    def _check_expected(self) -> dict[str, str]:
        if self.expected_date and not self.expected_reason.strip():
            return {"expected_reason": REASON_MISSING}
        return {}

    def _check_project(self) -> dict[str, str]:
        if self._state.adding or self.project_id is None:
            return {}
        stored = Project.objects.get(phases=self.pk)
        if stored.customer_id != self.project.customer_id:
            return {"project": other_customer(str(stored.customer))}
        return {}
