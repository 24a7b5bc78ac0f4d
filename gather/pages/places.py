"""Where from and where to: picked of what an inventory has, or typed."""

from typing import Any

from django.http import QueryDict

from gather.contents.choices import Choices
from gather.forms import PLACES, PlacesForm
from gather.measuring.names import near


def known_places(choices: Choices) -> dict[str, list[str]]:
    """By the field that takes it."""
    there = (choices.sources, choices.targets, choices.partitions)
    values = [[choice.value for choice in each] for each in there]
    return dict(zip(PLACES, values, strict=True))


def complete_place(
    asked: QueryDict, name: str, known: list[str], otherwise: str = ""
) -> None:
    """What is not in the list stands in the field for typing."""
    typed = asked.get(f"{name}_typed", "")
    value = typed or asked.get(name, otherwise)
    asked[name] = value if value in known else ""
    asked[f"{name}_typed"] = "" if value in known else value


def place_fields(
    form: PlacesForm, places: dict[str, list[str]], asked: QueryDict
) -> list[dict[str, Any]]:
    """Each with the field for typing it, and names that are like a refused one."""
    return [
        {
            "field": form[name],
            "typed": form[f"{name}_typed"],
            "suggestions": near(known, asked.get(f"{name}_typed", ""))
            if name in form.errors
            else [],
        }
        for name, known in places.items()
    ]
