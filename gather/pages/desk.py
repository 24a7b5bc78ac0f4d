"""The page for gathering data: which phase, and from which inventory."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from customers.appliances import Appliance
from gather.forms import WhereForm
from gather.inventories import inventory_for, kind_of
from gather.models import Inventory
from gather.pages.choice import Choice
from gather.pages.sheet import Sheet
from gather.pages.where import NEW, Subject, type_of, where
from projects.forms import FirstProjectForm, first_project_form
from tracker.models import User


class Desk:
    """Everything follows from the user and what they chose."""

    def __init__(self, user: User, sent: QueryDict) -> None:
        self.user = user
        self.at = where(user, sent)
        self.sent = sent
        self.problem = ""  # why there is nothing to gather from
        subject = self.at.subject
        self.sheet = self._sheet(subject) if subject else None

    @cached_property
    def where_form(self) -> WhereForm:
        return WhereForm(user=self.user, at=self.at)

    @cached_property
    def first_project(self) -> FirstProjectForm | None:
        """Where the customer has no project: one that fits the latest inventory."""
        customer = self.at.customer
        if customer is None or self.at.project:
            return None
        usable = Inventory.objects.usable().filter(customer=customer)
        latest = usable.newest_first().first()
        kind = Appliance(latest.kind) if latest else Appliance.BLACKPEARL
        return first_project_form(self.user, customer, kind)

    @property
    def after_first_project(self) -> str:
        """To a phase of the only project there will be."""
        return reverse("gather:gather", query={**self.at.address, "phase": NEW})

    def _sheet(self, subject: Subject) -> Sheet | None:
        type_ = type_of(subject, self.sent.get("phase_type", ""))
        self.kind = kind_of(type_)
        usable = Inventory.objects.for_user(self.user).usable()
        latest_first = usable.of(subject.project.customer, self.kind).one_a_day()[::-1]
        if not latest_first:
            self.problem = why_no_inventory(subject, self.kind)
            return None
        choice = Choice.of(subject, type_, latest_first, self.sent)
        return Sheet(choice, latest_first)


def why_no_inventory(subject: Subject, kind: Appliance) -> str:
    try:
        inventory_for(customer=subject.project.customer, kind=kind)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""  # a restore has just brought one
