import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join

from files.values import SWAPPED, BadValueError, size
from tracker.templatetags.figures import size_text

SEPARATOR = re.compile(r"[\s,_]")
INCOMPLETE = "This form was incomplete. Open it again and retry."
IN_GROUPS = re.compile(r"-?\d{1,3}([\s,_]\d{3})+")


class VersionField(forms.CharField):
    """The moment of the last change that the form was filled from."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value

    def to_python(self, value: Any) -> Any:
        try:
            version = parse_datetime(super().to_python(value) or "")
        except ValueError:
            version = None
        if version is None or version.tzinfo is None:
            raise forms.ValidationError(INCOMPLETE)
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


class CountField(forms.IntegerField):
    """A whole number, as people write it: 1,129,402 or 1 129 402."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    sign = "."  # what decimals stand after; the other one stands between groups

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.strip()
            if self.sign == ",":
                value = value.translate(SWAPPED)
            if IN_GROUPS.fullmatch(value):
                value = SEPARATOR.sub("", value)
            elif "," in value or "." in value:  # 1,5 or 1.000: ambiguous
                raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(value)


class SizeBoundField(forms.BoundField):
    @property
    def exact(self) -> str:
        """The bytes that the field's text means."""
        text = "" if self.value() is None else str(self.value())
        return exact_size(text, self.field.sign)


class SizeField(CountField):
    """Bytes, or a size as pages show it: 484.5 TB."""

    widget = forms.TextInput(attrs={"autocomplete": "off"})
    bound_field_class = SizeBoundField
    in_bytes = True  # which stand beside the field

    def to_python(self, value: Any) -> int | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return size(value.strip(), sign=self.sign)
        except BadValueError as error:
            raise forms.ValidationError(str(error), "invalid") from error


def exact_size(text: str, sign: str = ".") -> str:
    """As it stands beside a field: "484.5 TB = 484,500,000,000,000 bytes"."""
    try:
        value = size(text.strip(), sign=sign) if text.strip() else None
    except BadValueError:
        return ""
    return "" if value is None else f"{size_text(value)} = {value:,} bytes"


class SuggestingInput(forms.TextInput):
    """Any text, with suggestions to pick from: pairs of a value and words on it."""

    def __init__(self, suggestions: list[tuple[str, str]]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None):
        key = f"suggested-{name}"
        attrs = {**(attrs or {}), "list": key, "autocomplete": "off"}
        options = format_html_join(
            "", '<option value="{}" label="{}"></option>', self.suggestions
        )
        field = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', field, key, options)


class LinesField(forms.CharField):
    """A list of texts, one a line; blank lines do not count."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        lines = super().to_python(value).replace("\r\n", "\n").split("\n")
        return [line for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)
