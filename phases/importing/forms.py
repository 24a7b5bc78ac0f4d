from collections import Counter
from collections.abc import Container, Mapping
from typing import Any

from django import forms

from files.sheets.sheet import MOST_BYTES, too_many_bytes
from files.wrappers.names import shown
from phases.importing import phase_columns
from phases.importing.mapping import (
    BY_TITLE,
    LABELS,
    NEEDED,
    PHASE,
    unit_of,
)

ORDERS = (
    ("iso", "2026-01-19"),
    ("dmy", "19.1.2026, day first"),
    ("mdy", "1/19/2026, month first"),
)
UNITS = (
    (1, "bytes"),
    *((1000**n, f"{prefix}B") for n, prefix in enumerate("kMGTPE", 1)),
    *((1024**n, f"{prefix}iB") for n, prefix in enumerate("KMGTPE", 1)),
)
TITLES = (BY_TITLE, "as each column title says, else bytes")
SIGNS = ((".", "Point: 484.5 TB"), (",", "Comma: 484,5 TB"))


class WholeFileForm(forms.Form):
    """Gives the service the bytes of the field `file`, and its name."""

    most_bytes: int
    too_large: str

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        uploaded = values.pop("file", None)
        if uploaded is None:
            return values
        if uploaded.size > self.most_bytes:
            self.add_error("file", self.too_large)
            return values
        return {**values, "content": uploaded.read(), "file_name": uploaded.name}


class TableFileForm(WholeFileForm):
    most_bytes, too_large = MOST_BYTES, too_many_bytes().sentence

    file = forms.FileField(
        label="File",
        help_text="CSV, XLSX or JSON. The first row must contain the column titles.",
    )
    sheet_name = forms.CharField(
        label="Sheet",
        required=False,
        max_length=100,
        help_text="Only for workbooks. Leave empty to use the first visible sheet.",
    )


class MappingForm(forms.Form):
    """Which column is what, and how the file writes dates."""

    date_order = forms.ChoiceField(choices=ORDERS, label="Date format")

    options: tuple[str, ...]  # fields that are no columns

    def __init__(
        self,
        *args: Any,
        imported: Any,
        labels: Mapping[str, str],
        needed: Container[str],
        initial: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        chosen = {"date_order": imported.date_order, **initial, **imported.mapped}
        super().__init__(*args, **{"initial": chosen, **kwargs})
        columns = [
            (n, shown(title) or f"Column {n + 1}")
            for n, title in enumerate(imported.header)
        ]
        self.mapped = list(labels)
        for name, label in labels.items():
            self.fields[name] = forms.TypedChoiceField(
                choices=[("", "No column"), *columns],
                coerce=int,
                empty_value=None,
                required=name in needed,
                label=label,
                error_messages={"required": "Choose a column for this field."},
            )
        self.order_fields(self.mapped)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        mapping = {
            name: values.pop(name)
            for name in self.mapped
            if values.get(name) is not None
        }
        uses = Counter(mapping.values())
        for name, column in mapping.items():
            if uses[column] > 1:
                self.add_error(name, "This column is already used for another field.")
        return {
            **{key: values[key] for key in self.options if key in values},
            "mapping": mapping,
        }


class ColumnsForm(MappingForm):
    """Of measurements, with how the file writes numbers."""

    decimal_sign = forms.ChoiceField(
        choices=[("", "Choose the decimal sign"), *SIGNS],
        required=False,
        help_text="For text. Number cells of a workbook need none.",
    )
    size_unit = forms.TypedChoiceField(
        choices=UNITS,
        coerce=int,
        label="Size unit",
        help_text="For cells that do not name a unit.",
    )
    replace = forms.BooleanField(
        required=False,
        label="Replace existing measurements of the same date and type",
        help_text="The replaced figures are kept in the history.",
    )

    options = ("date_order", "decimal_sign", "size_unit", "replace")

    def __init__(self, *args: Any, imported: Any, **kwargs: Any) -> None:
        initial = {
            "decimal_sign": imported.cell_format.sign,
            "size_unit": imported.size_unit,
            "replace": imported.replace,
        }
        labels = {
            name: label
            for name, label in LABELS.items()
            if name != PHASE or imported.phase_id is None
        }
        needed = (PHASE, *NEEDED)
        super().__init__(
            *args,
            imported=imported,
            labels=labels,
            needed=needed,
            initial=initial,
            **kwargs,
        )
        if any(map(unit_of, imported.header)):
            self.fields["size_unit"].choices = [*UNITS, TITLES]


class PhaseColumnsForm(MappingForm):
    """Of phases."""

    update_existing = forms.BooleanField(
        required=False,
        label="Update existing phases that differ",
        help_text="Empty cells change nothing. The earlier values are kept in the "
        "history.",
    )

    options = ("date_order", "update_existing")

    def __init__(self, *args: Any, imported: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            imported=imported,
            labels=phase_columns.LABELS,
            needed=(phase_columns.NAME,),
            initial={"update_existing": imported.update_existing},
            **kwargs,
        )
        for name in phase_columns.ABOVE:
            self.fields[name].help_text = "Only to check that each row belongs here."
