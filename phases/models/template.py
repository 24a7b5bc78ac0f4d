from typing import Self

from django.db import models
from django.urls import reverse

from customers.models import Customer
from phases.models.phase import PhaseType
from projects.models import ProjectType
from tracker.activity import Activity
from tracker.fields import ExactNameField, NameField, UniqueName, not_blank, one_of
from tracker.models import BaseModel, User, tracked


class ProjectTemplateQuerySet(models.QuerySet["ProjectTemplate"]):
    def for_user(self, user: User) -> Self:
        if user.sees_everything:
            return self
        shared = models.Q(customer=None)
        return self.filter(shared | models.Q(customer__accesses__user=user)).distinct()

    def for_customer(self, customer: Customer) -> Self:
        return self.filter(models.Q(customer=None) | models.Q(customer=customer))


@tracked()
class ProjectTemplate(BaseModel):
    """The phases that a project starts with.

    A template saved from a customer's project names that customer's locations, so it
    stays with the customer unless it is shared on purpose.
    """

    name = NameField()
    description = models.CharField(max_length=500, blank=True)
    type = models.CharField(max_length=20, choices=ProjectType)
    customer = models.ForeignKey(
        Customer,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Leave empty to offer the template to all customers.",
    )

    objects = ProjectTemplateQuerySet.as_manager()
    activity = Activity(parent="customer")

    class Meta:
        verbose_name = "project template"
        ordering = ("name",)
        constraints = [
            UniqueName(
                "customer",
                name="template_name_unique",
                nulls_distinct=False,
                violation_error_message=(
                    "A template with this name already exists. Choose another name."
                ),
            ),
            not_blank("template_name_not_blank"),
            one_of("type", ProjectType, "template_type_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("phases:template", args=[self.pk])


@tracked()
class TemplatePhase(BaseModel):
    template = models.ForeignKey(ProjectTemplate, models.CASCADE, related_name="phases")
    position = models.PositiveSmallIntegerField()
    name = NameField()
    type = models.CharField(max_length=20, choices=PhaseType)
    source = ExactNameField(blank=True)
    target = ExactNameField(blank=True)
    target_tape_partition = ExactNameField(blank=True)
    activity = Activity(
        parent="template",
        own_page=False,
        permission="phases.view_projecttemplate",
    )

    class Meta:
        verbose_name = "template phase"
        verbose_name_plural = "template phases"
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                "template", "position", name="template_phase_position_unique"
            ),
            UniqueName(
                "template",
                name="template_phase_name_unique",
                violation_error_message=(
                    "The template already has a phase with this name."
                ),
            ),
            one_of("type", PhaseType, "template_phase_type_known"),
        ]

    def __str__(self) -> str:
        return self.name
