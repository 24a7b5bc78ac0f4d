from typing import Any

from django import forms
from django.urls import reverse

from customers.models import Customer
from notes.models import LONGEST, Attachment, Note
from tracker.forms import EditForm

FILES = "files"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files. The view hands them over, and none refuses the text."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        return None


class TextField(forms.CharField):
    """What people write, with their names to choose from after an @."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(value).replace("\r\n", "\n")

    def offer_people(self, customer: Customer) -> None:
        people = reverse("notes:people", args=[customer.pk])
        self.widget.attrs |= {"data-people": people}


class NoteForm(forms.Form):
    text = TextField(max_length=LONGEST, label="Add a note")
    files = FilesField(required=False)

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"rows": 2}
        self.fields["text"].offer_people(customer)

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data.pop(FILES, None)
        return self.cleaned_data


class NoteEditForm(EditForm):
    text = TextField(max_length=LONGEST)
    remove = forms.ModelMultipleChoiceField(
        Attachment.objects.none(),
        required=False,
        label="Remove files",
        widget=forms.CheckboxSelectMultiple,
    )
    files = FilesField(required=False, label="Attach files")

    class Meta:
        model = Note
        fields = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].offer_people(self.instance.customer)
        self.fields["remove"].queryset = self.instance.attachments.all()
        if not self.instance.attachments.all():
            del self.fields["remove"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.cleaned_data.pop(FILES, None)
        removed = self.cleaned_data.get("remove", ())
        return {**self.cleaned_data, "remove": [row.pk for row in removed]}
