from typing import Self

import pgtrigger
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from customers.models import Customer, VisibleQuerySet
from tracker.activity import Activity
from tracker.fields import NameField, UniqueName, not_blank, one_of
from tracker.models import BaseModel, tracked


class ProjectType(models.TextChoices):
    IOM_BUCKET = "IOM_BUCKET", "IOM by bucket"
    IOM_EXCLUSION = "IOM_EXCLUSION", "IOM by exclusion"
    RIO_CRUISE_DIVA = "RIO_CRUISE_DIVA", "Rio cruise from DIVA"
    RIO_CRUISE_SGL = "RIO_CRUISE_SGL", "Rio cruise from SGL"
    RIO_CRUISE_OTHER = "RIO_CRUISE_OTHER", "Rio cruise from another archive"


class ProjectQuerySet(VisibleQuerySet["Project"]):
    def active(self) -> Self:
        return self.filter(active=True, customer__active=True)

    def sortable(self) -> Self:
        """With the columns that lists sort by: never NULL, and blind to case."""
        return self.select_related("customer").annotate(
            sort_name=Lower("name"),
            sort_customer=Lower("customer__name"),
        )

    def with_counts(self) -> Self:
        return self.annotate(phase_count=models.Count("phases"))


@tracked()
class Project(BaseModel):
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="projects")
    name = NameField()
    type = models.CharField(max_length=20, choices=ProjectType)
    active = models.BooleanField(default=True)
    target_date = models.DateField(null=True, blank=True)
    gather_automatically = models.BooleanField(
        default=False,
        help_text="Add measurements to the active phases after each restore.",
    )

    objects = ProjectQuerySet.as_manager()
    activity = Activity(parent="customer")

    class Meta:
        ordering = ("name",)
        constraints = [
            UniqueName(
                "customer",
                name="project_name_unique",
                violation_error_message="This customer already has a project "
                "with this name. Choose another name.",
            ),
            not_blank("project_name_not_blank"),
            one_of("type", ProjectType, "project_type_known"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="customer_for_good", fields=["id", "customer"])
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.pk])
