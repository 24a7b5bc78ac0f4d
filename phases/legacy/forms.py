from typing import Any

from django import forms

from phases.services.legacy import MOST_BYTES
from projects.models import ProjectType

TOO_LARGE = (
    f"This file is larger than {MOST_BYTES // 1_000_000} MB. Import it with the "
    "command import_legacy."
)


class LegacyFileForm(forms.Form):
    file = forms.FileField(
        label="File",
        help_text="The tracker database of the earlier tool (SQLite, up to 20 MB). "
        "Import larger files with the command import_legacy.",
    )

    def clean(self) -> dict[str, Any]:
        """The file as the service takes it: its bytes and its name."""
        values = super().clean() or {}
        uploaded = values.pop("file", None)
        if uploaded is None:
            return values
        if uploaded.size > MOST_BYTES:
            self.add_error("file", TOO_LARGE)
            return values
        return {**values, "content": uploaded.read(), "file_name": uploaded.name}


class LegacyTypesForm(forms.Form):
    """One of our types for each type that we do not know."""

    def __init__(self, *args: Any, imported: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.types = dict(enumerate(imported.unknown_types))
        for number, name in self.types.items():
            self.fields[f"type_{number}"] = forms.ChoiceField(
                choices=[("", "Do not import"), *ProjectType.choices],
                required=False,
                label=name[:60],
                initial=imported.types.get(name, ""),
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = {name: values.get(f"type_{n}") for n, name in self.types.items()}
        return {"types": {name: ours for name, ours in chosen.items() if ours}}
