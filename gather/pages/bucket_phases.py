"""The page of adding phases for buckets: from which inventory, which, where to."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from gather.contents.choices import choices_of
from gather.forms import BucketPhasesForm
from gather.models import Inventory
from gather.pages.picking import Picking, pick
from gather.pages.places import complete_place, known_places, place_fields
from gather.services.bucket_phases import (
    Apart,
    apart,
    create_bucket_phases,
    type_by_bucket,
)
from phases.models import Phase, PhaseType
from projects.models import Project

GONE = "The inventory that you chose is not used any more. Look at this one's buckets."


class BucketPhases:
    """What was chosen so far. There is at least one inventory."""

    def __init__(
        self, project: Project, inventories: list[Inventory], asked: QueryDict
    ) -> None:
        self.project = project
        self.asked = asked.copy()
        self.errors: list[str] = []
        wanted = asked.get("inventory", "")
        there = (each for each in inventories if str(each.pk) == wanted)
        self.inventory = next(there, inventories[0])
        self.form = self._form(inventories)
        if wanted not in ("", str(self.inventory.pk)):
            self.form.add_error("inventory", GONE)
        self.picking: Picking = pick(self.inventory, self.asked)

    def _form(self, inventories: list[Inventory]) -> BucketPhasesForm:
        choices = choices_of(self.inventory)
        self.known_places = known_places(choices)
        for name, known in self.known_places.items():
            complete_place(self.asked, name, known)
        self.asked["inventory"] = str(self.inventory.pk)
        return BucketPhasesForm(self.asked, choices=choices, inventories=inventories)

    @property
    def place_fields(self) -> list[dict[str, Any]]:
        return place_fields(self.form, self.known_places, self.asked)

    @property
    def type_label(self) -> str:
        return PhaseType(type_by_bucket(self.project)).label

    @cached_property
    def apart(self) -> Apart:
        return apart(self.project, self.picking.names)

    def store(self) -> tuple[list[Phase], list[str]] | None:
        """What was added and skipped; None when it was refused, which then shows."""
        if not self.form.is_valid():
            return None
        values = dict(self.form.cleaned_data)
        del values["inventory"]
        try:
            if gone := self.picking.gone:
                raise ValidationError({"buckets": f"Not there: {', '.join(gone)}"})
            return create_bucket_phases(
                project=self.project, buckets=self.picking.names, **values
            )
        except ValidationError as refused:
            self.picking.errors += refused.messages
            return None
