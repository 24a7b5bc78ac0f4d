"""The locations of the latest inventory, for the form that adds a phase."""

from gather.contents.choices import PlaceChoice, choices_of
from gather.inventories import kind_of
from gather.models import Inventory
from phases.models import PhaseType
from phases.services.places import LOCATIONS, Places
from projects.models import Project


def places_of(project: Project) -> Places:
    """Proposed: from the fullest location to the next, and the only partition."""
    kind = kind_of(PhaseType.of_project(project.type))
    usable = Inventory.objects.usable().of(project.customer, kind)
    inventory = usable.newest_first().first()
    if inventory is None:
        return Places()
    choices = choices_of(inventory)
    offered = (choices.sources, choices.targets, choices.partitions)
    return Places(
        {
            name: [(place.value, place.words) for place in places]
            for name, places in zip(LOCATIONS, offered, strict=True)
        },
        proposal(choices.sources, choices.partitions),
    )


def proposal(
    places: list[PlaceChoice], partitions: list[PlaceChoice]
) -> dict[str, str]:
    fullest = sorted(places, key=lambda place: -place.objects)[:2]
    likely = dict(zip(LOCATIONS, [place.value for place in fullest], strict=False))
    only = [place.value for place in partitions] if len(partitions) == 1 else []
    return likely | dict(zip(LOCATIONS[2:], only, strict=False))
