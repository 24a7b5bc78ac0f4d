"""Changing several phases in one go, on pages: what is asked, and what it would do."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst

from phases.models import Phase, PhaseStatus
from phases.models.phase import REASON_MISSING, SAME_LOCATION
from phases.services.places import LOCATIONS, places_for
from phases.services.several import Edit
from tracker.fields import printable
from tracker.forms import DateField, SuggestingInput

NOTHING = "Nothing is changed yet. Fill in at least one field."
NO_STATUS = "Choose the status that this reason is for."
NO_END = "Enter the end date that this reason is for."
BOTH = "Enter a new value or remove the current one, not both."
REMOVED: dict[str, Any] = {
    "target_date": None,
    "expected_date": None,
    **dict.fromkeys(LOCATIONS, ""),
}

GROUPS = (
    ("status", "status_reason", "target_date"),
    ("expected_date", "expected_reason"),
    LOCATIONS,
    ("note",),
)


def location_field(name: str) -> forms.CharField:
    field: Any = Phase._meta.get_field(name)
    return forms.CharField(
        required=False,
        strip=False,
        max_length=field.max_length,
        validators=[printable],
        help_text=field.help_text,
    )


def removing(label: str) -> forms.BooleanField:
    return forms.BooleanField(required=False, label=label)


class SeveralForm(forms.Form):
    """Fields that are left empty change nothing."""

    status = forms.ChoiceField(
        choices=[("", "Keep as it is"), *PhaseStatus.choices], required=False
    )
    status_reason = forms.CharField(
        max_length=500, required=False, label="Reason for the status"
    )
    target_date = DateField(required=False)
    no_target_date = removing("Remove target date")
    expected_date = DateField(required=False, label="Manual end date")
    expected_reason = forms.CharField(
        max_length=500, required=False, label="Reason for the manual end date"
    )
    no_expected_date = removing("Remove manual end date")
    source = location_field("source")
    no_source = removing("Remove source")
    target = location_field("target")
    no_target = removing("Remove target")
    target_tape_partition = location_field("target_tape_partition")
    no_target_tape_partition = removing("Remove target tape partition")
    note = forms.CharField(
        max_length=5000,
        required=False,
        label="Add a note",
        help_text="The note is added to each of the phases.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, phases: Sequence[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = {phase.project_id: phase.project for phase in phases}
        if len(projects) == 1:
            offered = places_for(*projects.values()).offered
            for name, suggestions in offered.items():
                self.fields[name].widget = SuggestingInput(suggestions)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        for name in REMOVED:
            if values.get(f"no_{name}") and self.typed(name):
                self.add_error(name, BOTH)
        if self.typed("status_reason") and not self.typed("status"):
            self.add_error("status", NO_STATUS)
        if self.typed("expected_reason") and not self.typed("expected_date"):
            self.add_error("expected_date", NO_END)
        if self.typed("expected_date") and not self.typed("expected_reason"):
            self.add_error("expected_reason", REASON_MISSING)
        if self.typed("source") and values.get("source") == values.get("target"):
            self.add_error("target", SAME_LOCATION)
        if not self.errors and self.edit == Edit():
            self.add_error(None, NOTHING)
        return values

    def groups(self) -> list[list[tuple[forms.BoundField, forms.BoundField | None]]]:
        """The fields that stand together, each with the box that removes its value."""
        return [[(self[n], self.box(n)) for n in names] for names in GROUPS]

    def box(self, name: str) -> forms.BoundField | None:
        return self[f"no_{name}"] if name in REMOVED else None

    def typed(self, name: str) -> bool:
        return bool(str(self[name].value() or "").strip())

    @property
    def edit(self) -> Edit:
        """What the form asks for, when it is valid."""
        sent = self.cleaned_data
        values = {name: sent[name] for name in REMOVED if self.typed(name)}
        values |= {name: none for name, none in REMOVED.items() if sent[f"no_{name}"]}
        if "expected_date" in values:
            values["expected_reason"] = sent["expected_reason"]
        if sent["status"]:
            values |= {name: sent[name] for name in ("status", "status_reason")}
        return Edit(values, sent["note"])


@dataclass(frozen=True)
class Change:
    """A field of a phase, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    phase: Phase
    changes: list[Change]
    refusals: list[str]


class Preview:
    """What an edit would do to each phase."""

    def __init__(self, phases: Iterable[Phase], edit: Edit) -> None:
        self.edit = edit
        lines = [line_of(phase, edit) for phase in phases]
        self.refused = [line for line in lines if line.refusals]
        self.accepted = [line.phase for line in lines if not line.refusals]
        self.changing = [
            line for line in lines if not line.refusals and (line.changes or edit.note)
        ]
        self.unchanged = len(lines) - len(self.refused) - len(self.changing)


def line_of(phase: Phase, edit: Edit) -> Line:
    return Line(phase, list(changes_of(phase, edit)), edit.refusals(phase))


def changes_of(phase: Phase, edit: Edit) -> Iterator[Change]:
    for name, value in edit.differing(phase).items():
        field: Any = Phase._meta.get_field(name)
        before, after = (in_words(name, v) for v in (getattr(phase, name), value))
        yield Change(capfirst(field.verbose_name), before, after)


def in_words(name: str, value: Any) -> str:
    if isinstance(value, date):
        return date_format(value)
    if name == "status":
        return str(PhaseStatus(value).label)
    return str(value or "") or "–"


def versions_in(sent: QueryDict) -> dict[UUID, datetime]:
    """When the phases were last changed, as the preview knew them."""
    versions = {}
    for text in sent.getlist("version"):
        pk, _, moment = text.partition(" ")
        try:
            changed = parse_datetime(moment)
            if changed:
                versions[UUID(pk)] = changed
        except ValueError:
            continue
    return versions
