"""The page for adding phases from buckets: which ones, and what they share."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from gather.contents.choices import choices_of
from gather.forms import BucketPhasesForm
from gather.models import Inventory
from gather.pages.picking import Picking, pick
from gather.pages.places import offered_places, place_fields, with_typed_places
from gather.services.bucket_phases import (
    BucketSplit,
    create_bucket_phases,
    split_buckets,
    type_by_bucket,
)
from phases.models import Phase, PhaseType
from projects.models import Project

GONE = (
    "The inventory you chose has been discarded. These are the buckets of the latest "
    "one."
)


class BucketPhases:
    """The form with what was chosen so far. There is at least one inventory."""

    def __init__(
        self, project: Project, inventories: list[Inventory], sent: QueryDict
    ) -> None:
        self.project = project
        chosen = sent.get("inventory", "")
        matching = (row for row in inventories if str(row.pk) == chosen)
        self.inventory = next(matching, inventories[0])
        self.form = self._form(inventories, sent)
        if chosen not in ("", str(self.inventory.pk)):
            self.form.add_error("inventory", GONE)
        self.picking: Picking = pick(self.inventory, sent)

    def _form(self, inventories: list[Inventory], sent: QueryDict) -> BucketPhasesForm:
        choices = choices_of(self.inventory)
        self.offered_places = offered_places(choices)
        data = with_typed_places(sent, self.offered_places)
        data["inventory"] = str(self.inventory.pk)
        return BucketPhasesForm(data, choices=choices, inventories=inventories)

    @property
    def place_fields(self) -> list[dict[str, Any]]:
        return place_fields(self.form, self.offered_places)

    @property
    def type_label(self) -> str:
        return PhaseType(type_by_bucket(self.project)).label

    @cached_property
    def split(self) -> BucketSplit:
        return split_buckets(self.project, self.picking.names)

    def store(self) -> tuple[list[Phase], list[str]] | None:
        """Added phases and skipped buckets; None when refused, which then shows."""
        if not self.form.is_valid():
            return None
        values = dict(self.form.cleaned_data)
        del values["inventory"]
        try:
            if gone := self.picking.gone:
                raise ValidationError(
                    {"buckets": f"Not in this inventory: {', '.join(gone)}"}
                )
            return create_bucket_phases(
                project=self.project, buckets=self.picking.names, **values
            )
        except ValidationError as refused:
            self.picking.errors += refused.messages
            return None
