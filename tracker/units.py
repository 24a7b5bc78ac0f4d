"""The units in which sizes are shown: the reader's, else those of the installation.

A typed size says itself which it means, TB or TiB, and files have exact bytes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import models


class SizeUnits(models.TextChoices):
    DECIMAL = "decimal"
    BINARY = "binary"


SCALES = {
    SizeUnits.DECIMAL: (1000, ("B", "kB", "MB", "GB", "TB", "PB", "EB")),
    SizeUnits.BINARY: (1024, ("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")),
}
_reader: ContextVar[str] = ContextVar("size_units", default="")


@contextmanager
def shown_in(units: str) -> Iterator[None]:
    """While it lasts, sizes are shown in these; if empty, as the installation does."""
    token = _reader.set(units)
    try:
        yield
    finally:
        _reader.reset(token)


def current_units() -> SizeUnits:
    chosen = _reader.get() or settings.SIZE_UNITS
    return SizeUnits.BINARY if chosen == SizeUnits.BINARY else SizeUnits.DECIMAL


def scaled(value: float) -> tuple[int, str]:
    """How many bytes the unit has that fits a size, and its name."""
    base, names = SCALES[current_units()]
    power = 0
    while power < len(names) - 1 and abs(value) >= _least(base, power + 1):
        power += 1
    return base**power, names[power]


def _least(base: int, power: int) -> float:
    """What is shown in a unit: also what would be rounded up to one of it."""
    return base if power == 1 else base**power * 0.9995
