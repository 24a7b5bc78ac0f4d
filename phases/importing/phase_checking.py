"""Each row of a file of phases as values, or the problems with its cells."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from files import values
from files.sheets.sheet import Cell
from phases.importing.checking import Problem, cell_text, read_cells
from phases.importing.phase_columns import DAYS, NAME

Choices = Mapping[str, str]  # the labels of the values
# Names that appliances know to the letter, blanks included.
EXACT = ("source", "target", "target_tape_partition")


@dataclass(frozen=True)
class PhaseFormat:
    order: str  # of dates: iso, dmy or mdy
    choices: Mapping[str, Choices]  # of fields that have some


def parsed_phase(
    row: int,
    cells: list[Cell],
    mapped: Mapping[str, int],
    header: list[str],
    phase_format: PhaseFormat,
) -> tuple[dict[str, Any], list[Problem]]:
    """The values that a row has; its empty cells have none."""

    def read(name: str, cell: Cell, title: str) -> Any:
        return _value(name, cell_text(cell), phase_format)

    parsed, problems = read_cells(row, cells, mapped, header, read)
    return {name: value for name, value in parsed.items() if value}, problems


def _value(name: str, text: str, phase_format: PhaseFormat) -> Any:
    values.refuse_failed(text)
    if not text.strip():
        if name == NAME:
            raise values.BadValueError("This cell is empty. Enter a name.")
        return None
    if name in EXACT:
        return values.unquoted(text)
    plain = values.rearmed(text)
    if name in DAYS:
        return values.day(plain, phase_format.order)
    if name in phase_format.choices:
        return choice_in(plain, phase_format.choices[name])
    readers: dict[str, Callable[[str], Any]] = {"buckets": buckets_in}
    return readers.get(name, str)(plain)


def choice_in(text: str, labels: Choices) -> str:
    """By the value, or by its label as pages and exports show it."""
    named = {key.lower(): v for v, label in labels.items() for key in (label, v)}
    value = named.get(" ".join(text.lower().split()))
    if value is None:
        raise values.BadValueError(f"Write one of: {', '.join(labels.values())}.")
    return value


def buckets_in(text: str) -> list[str]:
    """Names on a line each, else with semicolons between them; or a JSON list."""
    if text.startswith("["):
        try:
            names = json.loads(text)
        except (ValueError, RecursionError):
            names = None
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            return names
    apart = text.splitlines() if "\n" in text else text.split(";")
    return [name.strip() for name in apart if name.strip()]
