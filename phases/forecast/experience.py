"""How far such estimates were off, on series whose end is known.

`bench` tries the table; `docs/decisions` tells where its figures are from.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

AT = (-3.0, -1.5, 0.0, 1.5, 3.0)  # ln of days ahead ÷ days seen


@dataclass(frozen=True)
class Experience:
    """Logarithms: of the end by the estimate, and the sigmas to both sides of it."""

    shift: float
    sigma_down: float
    sigma_up: float


# The fewest intervals, then shift, sigma down, sigma up at each of AT.
TABLE: tuple[tuple[int, tuple[tuple[float, ...], ...]], ...] = (
    (
        1,
        (
            (1.00, 0.31, 0.14, 0.16, -0.27),
            (1.20, 0.57, 0.60, 0.42, 1.20),
            (1.21, 1.38, 0.85, 0.58, 0.60),
        ),
    ),
    (
        3,
        (
            (0.45, 0.22, 0.07, -0.04, -0.68),
            (0.59, 0.57, 0.51, 0.53, 0.56),
            (1.40, 0.86, 0.53, 0.47, 0.66),
        ),
    ),
    (
        9,
        (
            (0.23, 0.09, 0.02, -0.27, -0.68),
            (0.48, 0.48, 0.42, 0.42, 0.56),
            (0.74, 0.63, 0.41, 0.43, 0.66),
        ),
    ),
)


def experience(*, ahead: float, seen: float, intervals: int) -> Experience:
    """Of an estimate of so many days ahead, after so many days and intervals."""
    rows = next(rows for fewest, rows in reversed(TABLE) if intervals >= fewest)
    place = log(ahead / seen)
    return Experience(*(_between(row, place) for row in rows))


def _between(row: Sequence[float], place: float) -> float:
    """Linear between the places of the table, and constant beyond its ends."""
    place = min(max(place, AT[0]), AT[-1])
    upper = min(bisect_right(AT, place), len(AT) - 1)
    share = (place - AT[upper - 1]) / (AT[upper] - AT[upper - 1])
    return row[upper - 1] + share * (row[upper] - row[upper - 1])
