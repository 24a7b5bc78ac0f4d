from django import forms

from phases.models import MigrationData, Phase, PhaseNote, PhaseType, ProjectTemplate
from phases.models.measurement import FIGURES
from projects.forms import customer_field
from projects.models import Project
from tracker.forms import CountField, DateField, EditForm, LinesField
from tracker.models import User

PLACES = ("source", "target", "target_tape_partition")


def project_field(user: User) -> forms.ModelChoiceField:
    """The active projects that the user may see."""
    projects = Project.objects.for_user(user).active().select_related("customer")
    field = forms.ModelChoiceField(
        projects.order_by("customer__name", "name"), empty_label="Choose a project"
    )
    field.label_from_instance = lambda project: f"{project.customer} — {project}"
    return field


def type_field() -> forms.ChoiceField:
    """A phase's type; left alone, it follows from the project's."""
    return forms.ChoiceField(
        choices=[("", "As the project's type says"), *PhaseType.choices], required=False
    )


class PhaseForm(EditForm):
    target_date = DateField(required=False)
    buckets = LinesField(
        required=False, help_text=Phase._meta.get_field("buckets").help_text
    )

    class Meta:
        model = Phase
        fields = ("project", "name", "type", *PLACES, "buckets", "target_date")

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"] = project_field(user)
        if self.instance._state.adding:
            self.fields["type"] = type_field()
        else:
            self._stay_with_the_customer()

    def _stay_with_the_customer(self) -> None:
        customer = self.instance.project.customer_id
        self.fields["project"].queryset = Project.objects.filter(
            customer=customer
        ).order_by("name")
        self.fields["project"].label_from_instance = str


class ManyPhasesForm(forms.Form):
    """Several phases that differ in name only."""

    project = forms.ModelChoiceField(Project.objects.none())
    names = LinesField(label="Names", help_text="One phase a line.")
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


class StatusForm(forms.ModelForm):
    class Meta:
        model = Phase
        fields = ("status", "status_reason")
        labels = {"status_reason": "Reason"}

    def _post_clean(self) -> None:
        """The service checks the row."""


class DuplicateForm(forms.Form):
    name = forms.CharField(max_length=200)


class NoteForm(forms.ModelForm):
    class Meta:
        model = PhaseNote
        fields = ("text",)
        labels = {"text": "Add a note"}
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class MeasurementForm(EditForm):
    timestamp = DateField(label="Date")

    class Meta:
        model = MigrationData
        fields = ("timestamp", "type", *FIGURES, "note")
        field_classes = dict.fromkeys(FIGURES, CountField)
        help_texts = {
            "source_size": "In bytes.",
            "target_size": "In bytes.",
            "remaining_size": "In bytes. Empty: unknown.",
            "remaining_objects": "Empty: unknown.",
            "target_scratch_tapes": "Empty: unknown.",
        }


class CorrectionForm(MeasurementForm):
    reason = forms.CharField(
        max_length=500, help_text="Why the figures change; kept in the history."
    )


class SaveTemplateForm(forms.Form):
    name = forms.CharField(max_length=200)
    description = forms.CharField(max_length=500, required=False)
    shared = forms.BooleanField(
        required=False,
        label="For all customers",
        help_text="Otherwise it can be used for this project's customer only.",
    )


class StartProjectForm(forms.Form):
    customer = forms.ModelChoiceField(None)
    name = forms.CharField(max_length=200)
    target_date = DateField(required=False)

    def __init__(self, *args, user: User, template: ProjectTemplate, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"] = customer_field(user)
        if template.customer_id:
            only = self.fields["customer"].queryset.filter(pk=template.customer_id)
            self.fields["customer"].queryset = only
