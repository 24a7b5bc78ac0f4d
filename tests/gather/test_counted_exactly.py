"""Whatever the catalogue, the inventory and all measurements are the generator's."""

from random import Random

import pytest

from gather.services.gathering import figures_for
from phases.models import Phase
from samples.making import make
from tests.gather.answers import counted_in, without_measures

pytestmark = pytest.mark.django_db


def some(kind: str, seeds: range, age: str = "current") -> list[tuple]:
    """Sizes and shares at random, with the corners among them."""
    found = []
    for seed in seeds:
        random = Random(f"{kind}{age}{seed}")
        migrated = (0, 100, random.randint(1, 99))[min(seed % 4, 2)]
        found.append((kind, random.choice((0, 1, 7, 96, 350)), seed, migrated, age))
    return found


def one_of_each(found: list[tuple]) -> list[tuple]:
    """One of each size with each kind of share."""
    return list({(*row[:2], min(row[2] % 4, 2), row[4]): row for row in found}.values())


QUICK = [
    *some("blackpearl", range(2, 5)),
    *some("blackpearl", range(1, 2), "2017"),
    *some("rio", range(2, 4)),
]
MANY = one_of_each(
    [
        *some("blackpearl", range(5, 65)),
        *some("blackpearl", range(2, 22), "2017"),
        *some("rio", range(4, 44)),
    ]
)


def check(counted, project, kind, objects, seed, migrated, age):
    catalogue = make(kind=kind, objects=objects, seed=seed, migrated=migrated, age=age)
    expected = catalogue.expected()["inventory"]
    inventory = counted(catalogue)
    assert counted_in(inventory) == without_measures(expected)
    types = {"migration": "IOM_BUCKET", "exclusion": "IOM_EXCLUSION"}
    for key, type_ in types.items():
        if key in expected:
            wanted = dict(expected[key])
            phase = Phase(
                project=project,
                name="All",
                type="RIO_CRUISE" if kind == "rio" else type_,
                source=wanted.pop("source"),
                target=wanted.pop("target"),
            )
            found = figures_for(phase=phase, inventory=inventory)
            figures = found.figures.as_dict()
            assert figures == {**figures, **wanted}, key


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "objects", "seed", "migrated", "age"), QUICK)
def test_some(counted, project, kind, objects, seed, migrated, age):
    check(counted, project, kind, objects, seed, migrated, age)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "objects", "seed", "migrated", "age"), MANY)
def test_many(counted, project, kind, objects, seed, migrated, age):
    check(counted, project, kind, objects, seed, migrated, age)
