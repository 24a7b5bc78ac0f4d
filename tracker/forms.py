from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime


class VersionField(forms.CharField):
    """The moment of the last change that the form was filled from."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> Any:
        try:
            version = parse_datetime(super().to_python(value))
        except ValueError:
            version = None
        if version is None or version.tzinfo is None:
            raise forms.ValidationError("Open this form again: it is incomplete.")
        return version


class DateField(forms.DateField):
    """A date that the browser helps to pick."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EditForm(forms.ModelForm):
    """A form that notices when two people edit the same thing.

    It checks what was typed; the service it is submitted to stores it.
    """

    version = VersionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["version"]
        else:
            self.fields["version"].required = True
            self.initial["version"] = self.instance.updated_at

    def _post_clean(self) -> None:
        """Leave the checks of the whole row to the service, which repeats none."""
