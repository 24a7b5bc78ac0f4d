from collections import Counter
from typing import Any

from django import forms

from files.sheets.sheet import MOST_BYTES
from phases.importing.mapping import FIELDS, LABELS, NEEDED, PHASE

ORDERS = (
    ("iso", "2026-01-19"),
    ("dmy", "19.1.2026, day first"),
    ("mdy", "1/19/2026, month first"),
)
UNITS = (
    (1, "bytes"),
    *((1000**n, name) for n, name in ((3, "GB"), (4, "TB"), (5, "PB"))),
    *((1024**n, name) for n, name in ((3, "GiB"), (4, "TiB"), (5, "PiB"))),
)


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File", help_text="CSV, XLSX or JSON; the first line names the columns."
    )
    sheet_name = forms.CharField(
        label="Sheet",
        required=False,
        max_length=100,
        help_text="Of a workbook. Empty: the first.",
    )

    def clean(self) -> dict[str, Any]:
        """The file as the service wants it: its bytes, and what it is called."""
        values = super().clean() or {}
        uploaded = values.pop("file", None)
        if uploaded is None:
            return values
        if uploaded.size > MOST_BYTES:
            most = MOST_BYTES // 1_000_000
            self.add_error("file", f"This file is larger than {most} MB: split it.")
            return values
        return {**values, "content": uploaded.read(), "file_name": uploaded.name}


class MappingForm(forms.Form):
    """Which column is what, and how its dates and sizes are meant."""

    date_order = forms.ChoiceField(choices=ORDERS, label="Dates are written")
    size_unit = forms.TypedChoiceField(
        choices=UNITS,
        coerce=int,
        label="Sizes are in",
        help_text="Where a cell has no unit of its own.",
    )
    replace = forms.BooleanField(
        required=False,
        label="Replace measurements of the same day",
        help_text="Their old figures stay in the history.",
    )

    def __init__(self, *args: Any, imported: Any, **kwargs: Any) -> None:
        initial = {
            "date_order": imported.date_order,
            "size_unit": imported.size_unit,
            "replace": imported.replace,
            **imported.mapped,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        columns = [
            (n, title or f"column {n + 1}") for n, title in enumerate(imported.header)
        ]
        self.mapped = [f for f in FIELDS if f != PHASE or imported.phase_id is None]
        for name in self.mapped:
            self.fields[name] = forms.TypedChoiceField(
                choices=[("", "no column"), *columns],
                coerce=int,
                empty_value=None,
                required=name in NEEDED or name == PHASE,
                label=LABELS[name],
                error_messages={"required": "Choose the column that has this."},
            )
        self.order_fields(self.mapped)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        mapping = {
            name: values.pop(name)
            for name in self.mapped
            if values.get(name) is not None
        }
        times = Counter(mapping.values())
        for name, column in mapping.items():
            if times[column] > 1:
                self.add_error(name, "This column is chosen twice.")
        return {
            **{key: values[key] for key in OPTIONS if key in values},
            "mapping": mapping,
        }


OPTIONS = ("date_order", "size_unit", "replace")
