from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.urls import reverse

from customers.forms import customer_field
from customers.models import Customer
from files.values import SIGNS
from phases.importing.forms import SIGNS as SIGN_CHOICES
from phases.importing.mapping import SIZES
from phases.models import (
    MigrationData,
    Phase,
    PhasePause,
    PhaseType,
    ProjectTemplate,
)
from phases.models.measurement import FIGURES, SAID
from phases.models.phase import other_customer
from phases.services.places import LOCATIONS, places_for
from phases.unusual import UNUSUAL
from projects.models import Project
from tracker.alike import hint_while_typing
from tracker.forms import (
    CountField,
    DateField,
    EditForm,
    LinesField,
    SizeField,
    SuggestingInput,
)
from tracker.models import User

SIZE_HELP = "Bytes, or with a unit, such as 484.5 TB or 440.7 TiB."
REASON_HELP = "Why the figures change. The reason is kept in the history."


class ProjectField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Project) -> str:
        return f"{obj.customer} — {obj}"


def project_field(user: User) -> ProjectField:
    """The active projects that the user may see."""
    projects = Project.objects.for_user(user).active().select_related("customer")
    ordered = projects.order_by("customer__name", "name")
    return ProjectField(ordered, empty_label="Choose a project")


def type_field() -> forms.ChoiceField:
    """A phase's type; left alone, it follows from the project's."""
    return forms.ChoiceField(
        choices=[("", "Same as the project"), *PhaseType.choices], required=False
    )


class WithPlaces(forms.BaseForm):
    """Locations are picked from those of the latest inventory, or typed.

    Another project brings other ones: the form is then fetched again.
    """

    def offer_places(self, address: str, kept: str) -> None:
        reload = {
            "hx-get": address,
            "hx-include": kept,
            "hx-target": "closest form",
            "hx-select": "form.panel-form",
            "hx-swap": "outerHTML",
        }
        self.fields["project"].widget.attrs.update(reload)
        project = self.chosen_project
        places = places_for(project) if project else None
        for name, offered in (places.offered if places else {}).items():
            self.fields[name].widget = SuggestingInput(offered)
        self.initial = {**(places.proposed if places else {}), **self.initial}

    @property
    def chosen_project(self) -> Project | None:
        try:
            return self.fields["project"].clean(self["project"].value())
        except forms.ValidationError:
            return None


class PhaseForm(WithPlaces, EditForm):
    target_date = DateField(required=False)
    buckets = LinesField(
        required=False, help_text=Phase._meta.get_field("buckets").help_text
    )

    class Meta:
        model = Phase
        fields = ("project", "name", "type", *LOCATIONS, "buckets", "target_date")

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"] = project_field(user)
        if self.instance._state.adding:
            self.fields["type"] = type_field()
            hint_while_typing(self, "phases:alike", with_="project")
            kept = "#id_name, #id_type, #id_buckets, #id_target_date"
            self.offer_places(reverse("phases:create"), kept)
        else:
            customer = self.instance.project.customer
            name = customer.name.replace("%", "%%")  # Django formats the sentence
            self.fields["project"] = ProjectField(
                Project.objects.filter(customer=customer).select_related("customer"),
                error_messages={"invalid_choice": other_customer(name)},
            )


class ManyPhasesForm(WithPlaces, forms.Form):
    """Several phases that differ in name only."""

    project = forms.ModelChoiceField(Project.objects.none())
    names = LinesField(label="Names", help_text="One phase per line.")
    type = forms.ChoiceField(required=False)
    source = forms.CharField(required=False, strip=False, max_length=1000)
    target = forms.CharField(required=False, strip=False, max_length=1000)
    target_tape_partition = forms.CharField(
        required=False, strip=False, max_length=1000
    )
    target_date = DateField(required=False)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"] = project_field(user)
        self.fields["type"] = type_field()
        kept = "#id_names, #id_type, #id_target_date"
        self.offer_places(reverse("phases:create_many"), kept)


class StatusForm(forms.ModelForm):
    class Meta:
        model = Phase
        fields = ("status", "status_reason")
        labels = {"status_reason": "Reason"}

    def _post_clean(self) -> None:
        """The service checks the row."""


class DuplicateForm(forms.Form):
    name = forms.CharField(max_length=200)


class AskingForm(EditForm):
    """A form that asks before unusual figures are stored, and keeps what was typed.

    What it then sends as `unusual_ok` stands for these very figures: others are asked
    about again.
    """

    unusual_ok = forms.CharField(required=False, widget=forms.HiddenInput)
    asks = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        sent = self.cleaned_data.get("unusual_ok")
        return {
            **self.cleaned_data,
            "unusual_ok": sent == fingerprint(self.cleaned_data),
        }

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if any(e.code == UNUSUAL for e in getattr(error, "error_list", ())):
            self.asks = True
            data: Any = self.data.copy()
            data["unusual_ok"] = fingerprint(self.cleaned_data)
            self.data = data


def fingerprint(values: Mapping[str, Any]) -> str:
    """Of a day and its figures, however they were written."""
    figures = [values.get(name) for name in SAID]
    return sha256(repr(figures).encode()).hexdigest()


class MeasurementForm(AskingForm):
    timestamp = DateField(label="Date")
    decimal_sign = forms.ChoiceField(
        choices=SIGN_CHOICES,
        required=False,
        help_text="For the sizes and numbers below.",
    )

    class Meta:
        model = MigrationData
        fields = ("timestamp", "type", *FIGURES, "note")
        field_classes = {
            **dict.fromkeys(FIGURES, CountField),
            **dict.fromkeys(SIZES, SizeField),
        }
        help_texts = {
            "source_size": SIZE_HELP,
            "target_size": SIZE_HELP,
            "remaining_size": f"{SIZE_HELP} Leave empty if unknown.",
            "remaining_objects": "Leave empty if unknown.",
            "target_scratch_tapes": "Leave empty if unknown.",
        }

    field_order = ("timestamp", "type", "decimal_sign")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sign = self.data.get("decimal_sign")
        for name in FIGURES:
            self.fields[name].sign = sign if sign in SIGNS else "."
        for name in SIZES:
            self.fields[name].widget.attrs |= read_aloud(name)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        values.pop("decimal_sign", None)
        return values


def read_aloud(name: str) -> dict[str, str]:
    """So that the bytes that a size means stand beside its field while it is typed."""
    return {
        "hx-get": reverse("phases:size"),
        "hx-trigger": "input changed delay:300ms, change from:#id_decimal_sign",
        "hx-target": f"#id_{name}_exact",
        "hx-include": "#id_decimal_sign",
        "hx-sync": "this:replace",
    }


class CorrectionForm(MeasurementForm):
    reason = forms.CharField(max_length=500, help_text=REASON_HELP)


class SaveTemplateForm(forms.Form):
    name = forms.CharField(max_length=200)
    description = forms.CharField(max_length=500, required=False)
    shared = forms.BooleanField(
        required=False,
        label="For all customers",
        help_text="If not selected, only this project's customer can use the template.",
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not user.sees_everything:
            del self.fields["shared"]


class StartProjectForm(forms.Form):
    customer = forms.ModelChoiceField(Customer.objects.none())
    name = forms.CharField(max_length=200)
    target_date = DateField(required=False)

    def __init__(self, *args, user: User, template: ProjectTemplate, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"] = field = customer_field(user)
        if template.customer_id:
            field.queryset = field.queryset.filter(pk=template.customer_id)


class ExpectForm(EditForm):
    """The end of a phase as people know it, instead of the forecast."""

    expected_date = DateField(
        required=False,
        label="End date",
        help_text="Leave empty to use the forecast.",
    )

    class Meta:
        model = Phase
        fields = ("expected_date", "expected_reason")
        labels = {"expected_reason": "Reason"}


class PauseForm(EditForm):
    first_day = DateField()
    last_day = DateField()

    class Meta:
        model = PhasePause
        fields = ("first_day", "last_day", "reason")


class WindowForm(forms.Form):
    """The two days between which progress is shown."""

    begin = DateField(required=False, label="From")
    end = DateField(required=False, label="To")
