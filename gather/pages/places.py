"""Source, target and tape partition: chosen from an inventory's, or typed."""

from typing import Any

from django.http import QueryDict

from gather.contents.choices import PlaceChoices
from gather.forms import PLACES, PlacesForm
from gather.measuring.names import near
from phases.models import Phase


def offered_places(choices: PlaceChoices) -> dict[str, list[str]]:
    """What the inventory has, by the field to choose it in."""
    lists = (choices.sources, choices.targets, choices.partitions)
    values = [[choice.value for choice in list_] for list_ in lists]
    return dict(zip(PLACES, values, strict=True))


def with_typed_places(
    data: QueryDict, offered: dict[str, list[str]], phase: Phase | None = None
) -> QueryDict:
    """A place that the inventory does not have goes into the field for typing."""
    completed = data.copy()
    for name, names in offered.items():
        typed = data.get(f"{name}_typed", "")
        value = typed or data.get(name, getattr(phase, name, ""))
        completed[name] = value if value in names else ""
        completed[f"{name}_typed"] = "" if value in names else value
    return completed


def place_fields(
    form: PlacesForm, offered: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """Each with the field for typing it, and names similar to a refused one."""
    return [
        {
            "field": form[name],
            "typed": form[f"{name}_typed"],
            "suggestions": near(names, form.data.get(f"{name}_typed", ""))
            if name in form.errors
            else [],
        }
        for name, names in offered.items()
    ]
