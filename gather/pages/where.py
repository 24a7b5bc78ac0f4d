"""Customer, project and phase, as an address names them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from customers.models import Customer
from phases.models import Phase, PhaseType
from projects.models import Project
from tracker.models import User

NEW = "new"
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Where:
    """Each part belongs to the one before it; missing upper ones are filled in."""

    customer: Customer | None = None
    project: Project | None = None
    phase: Phase | None = None
    is_new: bool = False  # the phase is created with its first measurement

    @property
    def subject(self) -> "Subject | None":
        if self.project is None or (self.phase is None and not self.is_new):
            return None
        return Subject(self.project, self.phase)

    @property
    def address(self) -> dict[str, str]:
        """The parameters that lead back here."""
        rows = {
            "customer": self.customer,
            "project": self.project,
            "phase": self.phase,
        }
        ids = {name: str(row.pk) for name, row in rows.items() if row is not None}
        return {**ids, "phase": NEW} if self.is_new else ids


@dataclass(frozen=True)
class Subject:
    """The phase to measure; None: a new one in the project."""

    project: Project
    phase: Phase | None

    @property
    def is_new(self) -> bool:
        return self.phase is None


def where(user: User, sent: Mapping[str, Any]) -> Where:
    """What the parameters name. What the user may not see is answered with 404.

    If parts do not belong together, the upper one counts: it was changed last.
    """
    customer = _find(Customer.objects.for_user(user), sent.get("customer"))
    projects = Project.objects.for_user(user).select_related("customer")
    project = _find(projects, sent.get("project"))
    phases = Phase.objects.for_user(user).with_project()
    phase_id = sent.get("phase", "")
    phase = None if phase_id == NEW else _find(phases, phase_id)

    if phase_id == NEW and project is None and customer:
        project = _only(projects.active().filter(customer=customer))
    if project and customer and project.customer_id != customer.pk:
        project, phase, phase_id = None, None, ""
    if phase and project and phase.project_id != project.pk:
        phase = None
    if phase and customer and phase.project.customer_id != customer.pk:
        phase = None
    if phase:
        project = phase.project
    if project:
        customer = project.customer
    is_new = (
        phase_id == NEW and project is not None and user.has_perm("phases.add_phase")
    )
    return Where(customer, project, phase, is_new)


def _only(rows: QuerySet[Row]) -> Row | None:
    few = list(rows[:2])
    return few[0] if len(few) == 1 else None


def _find(rows: QuerySet[Row], pk: str | None) -> Row | None:
    if not pk:
        return None
    try:
        return get_object_or_404(rows, pk=UUID(pk))
    except ValueError as error:
        raise Http404 from error


def customers_to_choose(user: User, at: Where) -> QuerySet[Customer]:
    """The active ones, and the chosen one."""
    chosen = Q(pk=at.customer.pk) if at.customer else Q()
    rows = Customer.objects.for_user(user)
    return (rows.filter(Q(active=True) | chosen)).order_by("name")


def projects_to_choose(user: User, at: Where) -> QuerySet[Project]:
    rows = Project.objects.for_user(user).filter(customer=at.customer)
    chosen = Q(pk=at.project.pk) if at.project else Q()
    return rows.filter(Q(active=True) | chosen).order_by("name")


def phases_to_choose(user: User, at: Where) -> QuerySet[Phase]:
    return Phase.objects.for_user(user).filter(project=at.project).order_by("name")


def type_of(subject: Subject, new_type: str) -> str:
    """The type of the phase, or the one that a new phase would have."""
    if subject.phase:
        return subject.phase.type
    if new_type in PhaseType.values:
        return new_type
    return PhaseType.of_project(subject.project.type)
