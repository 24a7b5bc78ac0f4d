"""The page of gathering: the form, and the figures that follow from it."""

from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import date_format

from customers.appliances import Appliance
from gather.contents.choices import Choices, choices_of
from gather.forms import PLACES, GatherForm, NewPhaseForm, PlacesForm
from gather.models import Inventory
from gather.pages.display import FigureRow, Moved, counted, figure_rows, moved
from gather.pages.picking import Picking, pick
from gather.pages.places import complete_place, known_places, place_fields
from gather.pages.where import Subject
from gather.services.first import gather_new_phase, gather_phase
from gather.services.gathering import Preview, figures_for
from phases.models import MigrationData, Phase
from tracker.models import User

GONE = (
    "The inventory that you chose is not used any more. "
    "Look at the figures of this one before you gather them."
)
ELSEWHERE = {"type": "phase_type", "timestamp": "date"}  # a field's name on the page


class Sheet:
    """What was chosen is completed by what is proposed, and reckoned at once."""

    def __init__(
        self,
        subject: Subject,
        type_: str,
        inventories: list[Inventory],
        asked: QueryDict,
    ) -> None:
        self.subject = subject
        self.type = type_
        self.asked = asked.copy()
        self.errors: list[str] = []
        self.places: PlacesForm | None = None
        self.picking: Picking | None = None
        self.preview: Preview | None = None
        self.inventory = self._choose(inventories)
        self.form = self._form(inventories)
        if subject.is_new or "source" in asked:
            self._show_places()
        if self.inventory.kind == Appliance.BLACKPEARL:
            chosen = subject.phase.buckets if subject.phase else []
            self.picking = pick(self.inventory, self.asked, before=chosen)
        self.reckon()

    def _choose(self, inventories: list[Inventory]) -> Inventory:
        """The one asked for, by itself or by its date; else the newest."""
        wanted, day = self.asked.get("inventory", ""), self.asked.get("date", "")
        for inventory in inventories:
            if str(inventory.pk) == wanted:
                return inventory
            if not wanted and inventory.dated.isoformat() == day:
                return inventory
        return inventories[0]

    def _form(self, inventories: list[Inventory]) -> GatherForm:
        asked, day = self.asked, self.inventory.dated.isoformat()
        wanted = asked.get("inventory", "")
        if asked.get("date", "") in ("", asked.get("proposed_date")):
            asked["date"] = day  # nobody chose another
        asked["proposed_date"] = day
        asked["inventory"] = str(self.inventory.pk)
        if "remember_asked" not in asked:
            asked["remember"] = "on"
        form = GatherForm(asked, inventories=inventories)
        if wanted not in ("", str(self.inventory.pk)):
            form.add_error("inventory", GONE)
        return form

    # Where from and where to, if that is not settled

    @cached_property
    def choices(self) -> Choices:
        return choices_of(self.inventory)

    @cached_property
    def known_places(self) -> dict[str, list[str]]:
        return known_places(self.choices)

    def _show_places(self) -> None:
        """To be chosen: of a new phase, or of one whose places are not there."""
        if self.places:
            return
        for name, known in self.known_places.items():
            before = getattr(self.subject.phase, name, "")
            complete_place(self.asked, name, known, before)
        form = NewPhaseForm if self.subject.is_new else PlacesForm
        self.places = form(self.asked, choices=self.choices)

    # The figures

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
            name = values.get("name", "")
            phase = Phase(project=self.subject.project, type=self.type, name=name)
        for name in PLACES:
            setattr(phase, name, values.get(name, getattr(phase, name)))
        return phase

    @property
    def is_waiting(self) -> bool:
        """A new phase has no figures before it has a source and a target."""
        draft = self.draft
        return self.subject.is_new and not (draft.source and draft.target)

    @property
    def buckets(self) -> list[str] | None:
        return self.picking.names if self.picking else None

    @property
    def asks_to_remember(self) -> bool:
        """The buckets chosen are not those that the phase remembers."""
        phase = self.subject.phase
        return phase is not None and set(self.buckets or ()) != set(phase.buckets)

    def reckon(self) -> None:
        if self.has_errors or self.is_waiting:
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
            self._propose_type(self.preview)

    def _propose_type(self, preview: Preview) -> None:
        if self.asked.get("type", "") in ("", self.asked.get("proposed_type")):
            self.asked["type"] = preview.type
        self.asked["proposed_type"] = preview.type

    @property
    def progress(self) -> Moved | None:
        return moved(self.preview.figures) if self.preview else None

    @property
    def rows(self) -> list[FigureRow]:
        return figure_rows(self.preview) if self.preview else []

    @property
    def of_another_day(self) -> str:
        if self.preview is None or self.preview.day == self.inventory.dated:
            return ""
        return (
            f"The data is of {date_format(self.inventory.dated)}, and would be "
            f"recorded for {date_format(self.preview.day)}."
        )

    @property
    def counted(self) -> str:
        return counted(self.preview) if self.preview else ""

    # Storing

    def store(self, *, user: User, replace: bool) -> MigrationData | None:
        """The measurement; None when it was refused, which then shows."""
        if self.has_errors:
            return None
        try:
            return self._gather(user, replace=replace)
        except ValidationError as refused:
            self.reckon()  # anew: somebody else may have been quicker
            self.place(refused)
            return None

    def _gather(self, user: User, *, replace: bool) -> MigrationData:
        values = self.form.cleaned_data
        what = {
            "inventory": self.inventory,
            "day": values["date"],
            "buckets": self.buckets,
            "type": self._chosen_type,
            "requested_by": user,
        }
        if self.subject.phase is None:
            project = self.subject.project
            return gather_new_phase(project=project, **self.new_values, **what)
        return gather_phase(
            phase=self.subject.phase,
            places=self.new_values,
            replace=replace,
            seen=values["seen"],
            remember_buckets=self.asks_to_remember and values["remember"],
            **what,
        )

    @property
    def _chosen_type(self) -> str:
        """What was only proposed is proposed anew when it is stored."""
        chosen = self.asked.get("type", "")
        return "" if chosen == self.asked.get("proposed_type") else chosen

    # What was refused

    @property
    def _forms(self) -> list[forms.Form]:
        return [form for form in (self.form, self.places) if form is not None]

    @property
    def has_errors(self) -> bool:
        return bool(self.sentences)

    @property
    def sentences(self) -> list[str]:
        """Everything that was refused, also for whoever does not see the fields."""
        lists = [each for form in self._forms for each in form.errors.values()]
        beside = [str(sentence) for each in lists for sentence in each]
        return [*self.errors, *beside, *(self.picking.errors if self.picking else ())]

    def place(self, refused: ValidationError) -> None:
        """Put each sentence beside the field that it is about."""
        if not hasattr(refused, "error_dict"):
            self.errors += refused.messages
            return
        for name, errors in refused.error_dict.items():
            self._place(name, [text for each in errors for text in each.messages])

    def _place(self, name: str, sentences: list[str]) -> None:
        if name in PLACES:
            self._show_places()
        if name == "buckets" and self.picking:
            self.picking.errors += sentences
            return
        for known in (ELSEWHERE.get(name, name), name):
            for form in self._forms:
                if known in form.fields:
                    form.add_error(known, [ValidationError(s) for s in sentences])
                    return
        self.errors += sentences

    @property
    def place_fields(self) -> list[dict[str, Any]]:
        if self.places is None:
            return []
        return place_fields(self.places, self.known_places, self.asked)
