from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from customers.models import Customer
from phases.models import PhaseStatus, ProjectTemplate, TemplatePhase
from phases.services.phases import create_phase
from projects.models import Project
from projects.services import create_project
from tracker import services

NO_PHASES = "This project has no phases. Add at least one, then save the template."
BROUGHT = ("name", "type", "source", "target", "target_tape_partition")


@transaction.atomic
def save_template(
    *, project: Project, name: str, description: str = "", shared: bool = False
) -> ProjectTemplate:
    """Keep the phases of a project as a template, for its customer or for all."""
    phases = list(project.phases.order_by("created_at"))
    if not phases:
        raise ValidationError(NO_PHASES)
    template = services.create(
        ProjectTemplate(
            name=name,
            description=description,
            type=project.type,
            customer=None if shared else project.customer,
        )
    )
    for position, phase in enumerate(phases):
        brought = {field: getattr(phase, field) for field in BROUGHT}
        services.create(TemplatePhase(template=template, position=position, **brought))
    return template


@transaction.atomic
def create_project_from_template(
    *,
    template: ProjectTemplate,
    customer: Customer,
    name: str,
    target_date: date | None = None,
) -> Project:
    if template.customer_id not in (None, customer.pk):
        raise ValidationError(
            {"template": f"This template is only for {template.customer}."}
        )
    project = create_project(
        customer=customer, name=name, type=template.type, target_date=target_date
    )
    for phase in template.phases.all():
        brought = {field: getattr(phase, field) for field in BROUGHT}
        create_phase(project=project, status=PhaseStatus.PLANNED, **brought)
    return project
