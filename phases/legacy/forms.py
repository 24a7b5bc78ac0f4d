from typing import Any

from django import forms

from phases.importing.forms import WholeFileForm
from phases.services.legacy import MOST_BYTES
from projects.models import ProjectType

MOST = f"{MOST_BYTES // 1_000_000} MB"


class LegacyFileForm(WholeFileForm):
    most_bytes = MOST_BYTES
    too_large = (
        f"This file is larger than {MOST}. Import it with the command import_legacy."
    )

    file = forms.FileField(
        label="File",
        help_text=f"The tracker database of the earlier tool (SQLite, up to {MOST}). "
        "Import larger files with the command import_legacy.",
    )


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
