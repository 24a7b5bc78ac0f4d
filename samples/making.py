"""Making a catalogue of a given appliance."""

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
        raise ValueError(
            f"{kind!r} is not a known type. Choose one of {', '.join(KINDS)}."
        )
    if not 0 <= objects <= MOST:
        raise ValueError(
            f"The number of objects must be from 0 to {MOST:,}, not {objects:,}."
        )
    if not 0 <= migrated <= 100:
        raise ValueError(
            f"The migrated share must be from 0 to 100 percent, not {migrated}."
        )
    if age not in AGES:
        raise ValueError(
            f"{age!r} is not a known age. Choose one of {', '.join(AGES)}."
        )
    if kind == Appliance.RIO and age != "current":
        raise ValueError("A Rio catalogue has one age only. Do not name another.")
