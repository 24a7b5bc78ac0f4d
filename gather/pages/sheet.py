"""The page for gathering data: the form, and the figures that follow from it."""

from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from customers.appliances import Appliance
from gather.contents.choices import PlaceChoices, choices_of
from gather.forms import PLACES, GatherForm, NewPhaseForm, PlacesForm
from gather.models import Inventory
from gather.pages.choice import Choice
from gather.pages.display import (
    BothProgresses,
    FigureRow,
    buckets_sentence,
    figure_rows,
    progress_of,
    target_only,
)
from gather.pages.picking import Picking, pick
from gather.pages.places import offered_places, place_fields, with_typed_places
from gather.services.first import gather_new_phase, gather_phase
from gather.services.gathering import Preview, figures_for
from phases.models import MigrationData, Phase
from tracker.models import User

GONE = (
    "The inventory you chose has been discarded. These are the figures of another "
    "one. Check them before you gather data."
)
ELSEWHERE = {"type": "phase_type", "timestamp": "date"}  # a field's name on the page


class Sheet:
    """Before it shows figures, `reckon` has to work them out."""

    def __init__(self, choice: Choice, inventories: list[Inventory]) -> None:
        self.choice = choice
        self.subject, self.inventory = choice.subject, choice.inventory
        self.errors: list[str] = []
        self.preview: Preview | None = None
        self._data = choice.data.copy()
        self.form = GatherForm(self._data, inventories=inventories)
        if choice.inventory_gone:
            self.form.add_error("inventory", GONE)
        self.places = self._place_form() if choice.names_places else None
        self.picking: Picking | None = None
        if self.inventory.kind == Appliance.BLACKPEARL:
            before = choice.remembered_buckets
            self.picking = pick(self.inventory, choice.data, before=before)

    # Source and target, where they have to be chosen

    @cached_property
    def place_choices(self) -> PlaceChoices:
        return choices_of(self.inventory)

    @cached_property
    def offered_places(self) -> dict[str, list[str]]:
        return offered_places(self.place_choices)

    def _place_form(self) -> PlacesForm:
        """For a new phase, or for one whose places the inventory does not have."""
        data = with_typed_places(
            self.choice.data, self.offered_places, self.subject.phase
        )
        form = NewPhaseForm if self.subject.is_new else PlacesForm
        return form(data, choices=self.place_choices)

    @property
    def place_fields(self) -> list[dict[str, Any]]:
        return place_fields(self.places, self.offered_places) if self.places else []

    @property
    def new_values(self) -> dict[str, Any]:
        if self.places is None or not self.places.is_valid():
            return {}
        return self.places.cleaned_data

    @property
    def draft(self) -> Phase:
        """The phase as it would be."""
        values = self.new_values
        if self.subject.phase:
            phase = copy(self.subject.phase)
        else:
            name, type_ = values.get("name", ""), self.choice.type
            phase = Phase(project=self.subject.project, type=type_, name=name)
        for name in PLACES:
            setattr(phase, name, values.get(name, getattr(phase, name)))
        return phase

    # Buckets

    @property
    def buckets(self) -> list[str] | None:
        return self.picking.names if self.picking else None

    @property
    def asks_to_remember(self) -> bool:
        """The selected buckets are not those that the phase remembers."""
        phase = self.subject.phase
        return phase is not None and set(self.buckets or ()) != set(phase.buckets)

    # The figures

    @property
    def is_waiting(self) -> bool:
        """A new phase has no figures before it has a source and a target."""
        draft = self.draft
        return self.subject.is_new and not (draft.source and draft.target)

    def reckon(self) -> None:
        """Once, however often it is called."""
        if self.preview or self.has_errors or self.is_waiting:
            return
        try:
            self.preview = figures_for(
                phase=self.draft,
                inventory=self.inventory,
                day=self.form.cleaned_data["date"],
                buckets=self.buckets,
            )
        except ValidationError as refused:
            self.place(refused)
        else:
            self._propose_type(self.preview.type)

    def _propose_type(self, type_: str) -> None:
        if not self.choice.measurement_type:
            self._data["type"] = type_
        self._data["proposed_type"] = type_

    @property
    def progress(self) -> BothProgresses | None:
        return progress_of(self.preview.figures) if self.preview else None

    @property
    def rows(self) -> list[FigureRow]:
        return figure_rows(self.preview) if self.preview else []

    @property
    def of_another_day(self) -> str:
        if self.preview is None or self.preview.day == self.inventory.dated:
            return ""
        return (
            f"The data is from {date_format(self.inventory.dated)} and will be "
            f"recorded for {date_format(self.preview.day)}."
        )

    @property
    def target_only(self) -> str:
        return target_only(self.preview.figures) if self.preview else ""

    @property
    def buckets_sentence(self) -> str:
        return buckets_sentence(self.preview) if self.preview else ""

    # Storing

    def store(self, *, user: User, replace: bool) -> MigrationData | None:
        """The measurement. None when it was refused: the page then shows why."""
        if self.has_errors:
            return None
        try:
            return self._gather(user, replace=replace)
        except ValidationError as refused:
            self.reckon()  # the figures beside the refusal, as they are now
            if not set(refused.messages) <= set(self.sentences):
                self.place(refused)
            return None

    def _gather(self, user: User, *, replace: bool) -> MigrationData:
        values = self.form.cleaned_data
        common = {
            "inventory": self.inventory,
            "day": values["date"],
            "buckets": self.buckets,
            "type": self.choice.measurement_type,
            "requested_by": user,
        }
        if self.subject.phase is None:
            project = self.subject.project
            return gather_new_phase(project=project, **self.new_values, **common)
        return gather_phase(
            phase=self.subject.phase,
            places=self.new_values,
            replace=replace,
            seen=values["seen"],
            remember_buckets=self.asks_to_remember and values["remember"],
            **common,
        )

    # Refusals

    @property
    def _forms(self) -> list[forms.Form]:
        return [form for form in (self.form, self.places) if form is not None]

    @property
    def has_errors(self) -> bool:
        return bool(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """All refusals, also for people who do not see the fields."""
        lists = [errors for form in self._forms for errors in form.errors.values()]
        beside = [str(sentence) for errors in lists for sentence in errors]
        return [*self.errors, *beside, *(self.picking.errors if self.picking else ())]

    def place(self, refused: ValidationError) -> None:
        """Put each sentence beside the field that it is about."""
        if not hasattr(refused, "error_dict"):
            self.errors += refused.messages
            return
        for name, errors in refused.error_dict.items():
            self._place(name, [text for error in errors for text in error.messages])

    def _place(self, name: str, sentences: list[str]) -> None:
        if name in PLACES and self.places is None:
            self.places = self._place_form()
        if name == "buckets" and self.picking:
            self.picking.errors += sentences
            return
        for field in (ELSEWHERE.get(name, name), name):
            for form in self._forms:
                if field in form.fields:
                    form.add_error(field, [ValidationError(s) for s in sentences])
                    return
        self.errors += sentences
