"""Making a catalogue of the kind that is asked for."""

from customers.appliances import Appliance

from .blackpearl import BlackPearl
from .catalogue import Catalogue
from .rio import Rio
from .schema.blackpearl import AGES

KINDS = tuple(Appliance)
MOST = 100_000_000


def make(
    *,
    kind: str,
    objects: int,
    seed: int = 1,
    migrated: int = 40,
    age: str = "current",
) -> Catalogue:
    _check(kind=kind, objects=objects, migrated=migrated, age=age)
    if kind == Appliance.RIO:
        return Rio(objects=objects, seed=seed, migrated=migrated, age=age)
    return BlackPearl(objects=objects, seed=seed, migrated=migrated, age=age)


def _check(*, kind: str, objects: int, migrated: int, age: str) -> None:
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not one of {', '.join(KINDS)}.")
    if not 0 <= objects <= MOST:
        raise ValueError(f"There can be 0 to {MOST:,} objects, not {objects:,}.")
    if not 0 <= migrated <= 100:
        raise ValueError(f"From 0 to 100 percent can be migrated, not {migrated}.")
    if age not in AGES:
        raise ValueError(f"{age!r} is not one of {', '.join(AGES)}.")
    if kind == Appliance.RIO and age != "current":
        raise ValueError("A Rio catalogue has one age only: leave it out.")
