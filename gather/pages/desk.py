"""The page of gathering before there are figures: for what, from which inventory."""

from functools import cached_property

from django.core.exceptions import ValidationError
from django.http import QueryDict

from customers.appliances import Appliance
from gather.forms import WhereForm
from gather.inventories import inventory_for, kind_of
from gather.models import Inventory
from gather.pages.sheet import Sheet
from gather.pages.where import Subject, type_of, where
from tracker.models import User


class Desk:
    """Everything follows from who asks, and what they chose."""

    def __init__(self, user: User, asked: QueryDict) -> None:
        self.user = user
        self.at = where(user, asked)
        self.asked = asked
        self.problem = ""  # why there is nothing to gather from
        subject = self.at.subject
        self.sheet = self._sheet(subject) if subject else None

    @cached_property
    def where_form(self) -> WhereForm:
        return WhereForm(user=self.user, at=self.at)

    def _sheet(self, subject: Subject) -> Sheet | None:
        type_ = type_of(subject, self.asked.get("phase_type", ""))
        self.kind = kind_of(type_)
        usable = Inventory.objects.for_user(self.user).usable()
        there = usable.of(subject.project.customer, self.kind).one_a_day()[::-1]
        if not there:
            self.problem = why_there_is_none(subject, self.kind)
            return None
        return Sheet(subject, type_, there, self.asked)


def why_there_is_none(subject: Subject, kind: Appliance) -> str:
    try:
        inventory_for(customer=subject.project.customer, kind=kind)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""  # somebody restored one this very moment
